using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition.Block;

/// <summary>The eth1 data step, phase0 to gloas (`phase0/beacon-chain.md#eth1-data`).</summary>
public static class Eth1Voting
{
    /// <summary>
    /// Counts the block's vote and adopts data that more than half of the voting period agrees on. Refuses a vote beyond the period's
    /// length. See `process_eth1_data`.
    /// </summary>
    public static Refusal? ProcessEth1Data(BeaconState state, BeaconBlockBody body)
    {
        var period = state.Preset.EpochsPerEth1VotingPeriod * state.Preset.SlotsPerEpoch;
        if (Require((ulong)state.Eth1DataVotes.Count < period) is { } refusal)
        {
            return refusal;
        }

        state.Eth1DataVotes.Add(body.Eth1Data);
        var votes = 0UL;
        foreach (var vote in state.Eth1DataVotes)
        {
            votes += vote == body.Eth1Data ? 1UL : 0;
        }

        if (votes * 2 > period)
        {
            state.Eth1Data = body.Eth1Data;
        }

        return null;
    }
}
