using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Interop.Engine.Embedded;

/// <summary>A payload that was begun on a block; Built is null until it is fetched.</summary>
internal sealed record BegunBuild(ForkName Fork, ExecutionBlock Parent, BuildAttributes Attributes)
{
    /// <summary>The payload, once it was fetched.</summary>
    public PayloadBuilt? Built { get; init; }
}
