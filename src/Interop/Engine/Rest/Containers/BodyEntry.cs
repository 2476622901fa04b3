using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest.Containers;

/// <summary>A body, or that it is not known or of another fork's era.</summary>
[SszContainer(Since = ForkName.Bellatrix)]
internal sealed partial record BodyEntry
{
    public bool Available { get; init; }

    public ExecutionPayloadBody Body { get; init; } = new();
}
