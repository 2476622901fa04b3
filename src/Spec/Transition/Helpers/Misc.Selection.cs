using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Spec.Transition.Helpers;

public static partial class Misc
{
    /// <summary>
    /// A validator of <paramref name="indices"/> drawn by effective balance (`phase0/beacon-chain.md#compute_proposer_index`, with 16-bit
    /// draws from electra on); asserts that there are candidates.
    /// </summary>
    public static ValidatorIndex ComputeProposerIndex(BeaconState state, ReadOnlySpan<ValidatorIndex> indices, Bytes32 seed)
    {
        Refusal.Assert(indices.Length > 0);
        Span<ValidatorIndex> selected = stackalloc ValidatorIndex[1];
        Select(state, indices, seed, selected, shuffleIndices: true);
        return selected[0];
    }

    /// <summary>The proposers of an epoch's slots (`fulu/beacon-chain.md#new-compute_proposer_indices`).</summary>
    public static ValidatorIndex[] ComputeProposerIndices(
        BeaconState state, Epoch epoch, Bytes32 seed, ReadOnlySpan<ValidatorIndex> indices)
    {
        var startSlot = ComputeStartSlotAtEpoch(state.Preset, epoch);
        var proposers = new ValidatorIndex[state.Preset.SlotsPerEpoch];
        for (var i = 0; i < proposers.Length; i++)
        {
            proposers[i] = ComputeProposerIndex(state, indices, HashWith(seed, startSlot + (ulong)i));
        }

        return proposers;
    }

    /// <summary>
    /// Validators drawn by effective balance, in shuffled or given order, possibly several times
    /// (`gloas/beacon-chain.md#new-compute_balance_weighted_selection`).
    /// </summary>
    public static ValidatorIndex[] ComputeBalanceWeightedSelection(
        BeaconState state, ReadOnlySpan<ValidatorIndex> indices, Bytes32 seed, ulong size, bool shuffleIndices)
    {
        Refusal.Assert(indices.Length > 0);
        var selected = new ValidatorIndex[size];
        Select(state, indices, seed, selected, shuffleIndices);
        return selected;
    }

    /// <summary>The payload timeliness committee of a slot, drawn from its committees (`gloas/beacon-chain.md#new-compute_ptc`).</summary>
    public static SszList<ValidatorIndex> ComputePtc(BeaconState state, Slot slot)
    {
        var epoch = ComputeEpochAtSlot(state.Preset, slot);
        var seed = HashWith(Accessors.GetSeed(state, epoch, Constants.DomainPtcAttester), slot);
        var indices = new List<ValidatorIndex>();
        for (CommitteeIndex i = 0; i < Accessors.GetCommitteeCountPerSlot(state, epoch); i++)
        {
            indices.AddRange(Accessors.GetBeaconCommittee(state, slot, i));
        }

        return SszList.Adopt(ComputeBalanceWeightedSelection(
            state, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(indices), seed, state.Preset.PtcSize, shuffleIndices: false));
    }

    // The one loop behind proposers, sync committees and PTCs. Before electra the draw is a byte against MAX_EFFECTIVE_BALANCE.
    private static void Select(
        BeaconState state, ReadOnlySpan<ValidatorIndex> indices, Bytes32 seed, Span<ValidatorIndex> selected, bool shuffleIndices)
    {
        var isElectra = state.ForkName >= ForkName.Electra;
        var maxEffectiveBalance = isElectra ? state.Preset.MaxEffectiveBalanceElectra : state.Preset.MaxEffectiveBalance;
        var maxRandom = isElectra ? ushort.MaxValue : byte.MaxValue;
        var draws = new RandomDraws(seed, isElectra ? sizeof(ushort) : sizeof(byte), stackalloc byte[RandomDraws.BufferLength]);
        var candidates = new Candidates(
            state, indices, seed, shuffleIndices, isFew: selected.Length == 1, stackalloc ValidatorIndex[Candidates.BatchLength]);
        var count = 0;
        for (ulong i = 0; count < selected.Length; i++)
        {
            var (candidate, effectiveBalance) = candidates[i];
            if (effectiveBalance * maxRandom >= maxEffectiveBalance * draws[i])
            {
                selected[count++] = candidate;
            }
        }
    }
}
