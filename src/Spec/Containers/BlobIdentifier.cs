using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The container `BlobIdentifier` (`deneb/p2p-interface.md#new-blobidentifier`).</summary>
[SszContainer(Since = ForkName.Deneb)]
public sealed partial record BlobIdentifier
{
    public Root BlockRoot { get; init; }

    public ulong Index { get; init; }
}
