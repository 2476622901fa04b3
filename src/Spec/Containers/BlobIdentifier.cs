using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>Names one blob sidecar by block root and index (`deneb/p2p-interface.md#new-blobidentifier`).</summary>
[SszContainer(Since = ForkName.Deneb)]
public sealed partial record BlobIdentifier
{
    public Root BlockRoot { get; init; }

    public ulong Index { get; init; }
}
