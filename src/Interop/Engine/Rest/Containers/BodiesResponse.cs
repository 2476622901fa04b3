using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest.Containers;

/// <summary>The answer of `bodies`.</summary>
[SszContainer(Since = ForkName.Bellatrix)]
internal sealed partial record BodiesResponse
{
    [Ssz("List[BodyEntry, 32]")]
    public SszList<BodyEntry> Entries { get; init; } = [];
}
