using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Duties;

/// <summary>A proposer's vote on deposits before they came by request (`phase0/validator.md#eth1-data`); no longer from heze on.</summary>
public static class Eth1Votes
{
    /// <summary>The start of the voting period in Unix seconds (`phase0/validator.md#get_eth1_data`).</summary>
    public static ulong VotingPeriodStartTime(BeaconState state)
    {
        var periodStart = state.Slot - (state.Slot % (state.Preset.EpochsPerEth1VotingPeriod * state.Preset.SlotsPerEpoch));
        return Misc.ComputeTimeAtSlot(state.Spec, state.GenesisTime, periodStart);
    }

    /// <summary>True for a block old enough, but not too old, for a period (`phase0/validator.md#get_eth1_data`).</summary>
    public static bool IsCandidateBlock(ChainConfig config, Eth1Block block, ulong periodStart)
    {
        var distance = config.SecondsPerEth1Block * config.Eth1FollowDistance;
        return block.Timestamp + distance <= periodStart && block.Timestamp + (distance * 2) >= periodStart;
    }

    /// <summary>
    /// The vote of an honest proposer (`phase0/validator.md#get_eth1_data`): the most frequent valid vote of the period, the earliest among
    /// equals, else the latest candidate block, else no change. In electra and later no change once all deposits come by request. The
    /// blocks of the execution chain are in ascending order, with their hashes.
    /// </summary>
    public static Eth1Data GetEth1Vote(BeaconState state, IReadOnlyList<(Eth1Block Block, Hash32 BlockHash)> eth1Chain)
    {
        if (state.ForkName >= ForkName.Electra && state.Eth1DepositIndex == state.DepositRequestsStartIndex)
        {
            return state.Eth1Data;
        }

        var periodStart = VotingPeriodStartTime(state);
        var candidates = eth1Chain
            .Where(entry =>
                IsCandidateBlock(state.Config, entry.Block, periodStart) && entry.Block.DepositCount >= state.Eth1Data.DepositCount)
            .Select(static entry => new Eth1Data
            {
                DepositRoot = entry.Block.DepositRoot,
                DepositCount = entry.Block.DepositCount,
                BlockHash = entry.BlockHash
            })
            .ToArray();
        var valid = candidates.ToHashSet();

        // Groups come in the order of their first vote, and MaxBy keeps the first of equals.
        return state.Eth1DataVotes.Where(valid.Contains).GroupBy(static vote => vote).MaxBy(static votes => votes.Count())?.Key
            ?? candidates.LastOrDefault()
            ?? state.Eth1Data;
    }

    /// <summary>The deposits that the block must carry, electra to gloas (`electra/validator.md#deposits`).</summary>
    public static ulong GetEth1PendingDepositCount(BeaconState state)
    {
        var limit = Math.Min(state.Eth1Data.DepositCount, state.DepositRequestsStartIndex);
        return Math.Min(state.Preset.MaxDeposits, Misc.SaturatingSub(limit, state.Eth1DepositIndex));
    }
}
