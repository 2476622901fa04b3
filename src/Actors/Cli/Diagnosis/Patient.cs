using Consensoor.Actors.Hosting;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Cli.Diagnosis;

/// <summary>What the checks look at: the options, what HOCON and the chain come to where they are good, and the clock.</summary>
internal sealed record Patient(RunOptions Run, NodeHocon? Hocon, ChainSpec? Spec, TimeProvider Time)
{
    /// <summary>How long anybody elsewhere is waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Gives the time of genesis and the root of its validators, from the genesis state or the data directory; null where neither says it.
    /// </summary>
    public (ulong Time, Root Validators)? Genesis { get; init; }
}
