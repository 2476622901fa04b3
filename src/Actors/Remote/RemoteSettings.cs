using Consensoor.Actors.Clock;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Remote;

/// <summary>
/// What validators on the nodes of others go by: the chain, its genesis, the keys, and whether doppelgangers are looked for.
/// </summary>
internal sealed record RemoteSettings(
    ChainSpec Spec,
    SlotSchedule Schedule,
    ulong GenesisTime,
    Root GenesisValidatorsRoot,
    IReadOnlyList<BLSPubkey> Pubkeys,
    bool LooksForDoppelgangers)
{
    // A third of a slot is what a duty has.
    private const int DeadlinesPerSlot = 3;

    /// <summary>How long an answer may take in a slot, blocks apart, from all nodes together.</summary>
    public TimeSpan DeadlineIn(Slot slot) => Schedule.DurationOf(slot) / DeadlinesPerSlot;

    /// <summary>Reads a node's number of slots an epoch.</summary>
    public ulong SlotsPerEpoch => Spec.Preset.SlotsPerEpoch;
}
