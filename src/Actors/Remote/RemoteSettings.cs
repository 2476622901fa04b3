using Consensoor.Actors.Clock;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Remote;

/// <summary>What validators on the nodes of others go by: the chain, and its genesis, the time in Unix seconds.</summary>
internal sealed record RemoteSettings(ChainSpec Spec, ulong GenesisTime, Root GenesisValidatorsRoot)
{
    // A third of a slot is what a duty has.
    private const int DeadlinesPerSlot = 3;

    /// <summary>
    /// True where the keys are shares of distributed validators, and the nodes middleware that combines what they sign.
    /// </summary>
    public bool IsDistributed { get; init; }

    /// <summary>When slots begin and their duties are due.</summary>
    public SlotSchedule Schedule { get; } = new(Spec, GenesisTime);

    /// <summary>How long an answer may take in a slot, blocks apart, from all nodes together.</summary>
    public TimeSpan DeadlineIn(Slot slot) => Schedule.DurationOf(slot) / DeadlinesPerSlot;

    /// <summary>Reads a node's number of slots an epoch.</summary>
    public ulong SlotsPerEpoch => Spec.Preset.SlotsPerEpoch;
}
