using Consensoor.Actors.Clock;
using Consensoor.Spec.Config;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Hosting.Checkpoints;

/// <summary>
/// Says what a checkpoint must fit: the configuration, the genesis where it is known, the clock; and whether it is taken all the same where
/// it is older than its weak subjectivity period, or may stand in the middle of an epoch.
/// </summary>
internal sealed record CheckpointRules(ChainSpec Spec, Root? GenesisValidatorsRoot, DateTimeOffset Now, bool IsUnsafeAllowed = false)
{
    /// <summary>Gives the slot the clock stands in on the chain of a state.</summary>
    public Slot SlotFor(BeaconState state) => new SlotSchedule(Spec, state.GenesisTime).SlotAtOrGenesis(Now);
}
