using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest.Containers;

/// <summary>The request of `POST bodies/hash`, at most MAX_BODIES_REQUEST.</summary>
[SszContainer]
internal sealed partial record BodiesByHashRequest
{
    [Ssz("List[Hash32, 32]")]
    public SszList<Hash32> BlockHashes { get; init; } = [];
}
