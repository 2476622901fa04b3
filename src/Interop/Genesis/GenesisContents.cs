using Consensoor.Interop.Engine.Embedded;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Genesis;

/// <summary>
/// What a genesis state is made from: its time in seconds since 1970, the hash of the execution genesis block and its header in a fork's
/// form, validators and builders (which a chain that begins before gloas cannot have).
/// </summary>
public sealed record GenesisContents(
    ulong GenesisTime,
    Hash32 ExecutionHash,
    Func<SszContext, ExecutionPayloadHeader> ExecutionHeader,
    IReadOnlyList<GenesisValidator> Validators,
    IReadOnlyList<GenesisBuilder> Builders)
{
    /// <summary>Contents on a genesis block of the embedded execution layer.</summary>
    public static GenesisContents Of(ulong genesisTime, ExecutionBlock execution, IReadOnlyList<GenesisValidator> validators) =>
        new(genesisTime, execution.Hash, execution.ToPayloadHeader, validators, []);
}
