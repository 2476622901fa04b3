using System.Buffers;
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
        Select(state, indices, seed, selected, shuffleIndices: true, effectiveBalances: []);
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
        var balances = ArrayPool<Gwei>.Shared.Rent(state.Validators.Count);
        RegistryColumns.CopyEffectiveBalances(state, balances);
        Select(state, indices, seed, selected, shuffleIndices, balances);
        ArrayPool<Gwei>.Shared.Return(balances);
        return selected;
    }

    /// <summary>The payload timeliness committee of a slot, drawn from its committees (`gloas/beacon-chain.md#new-compute_ptc`).</summary>
    public static SszList<ValidatorIndex> ComputePtc(BeaconState state, Slot slot)
    {
        var ptc = new SszList<ValidatorIndex>[1];
        ComputePtcs(state, slot, ptc);
        return ptc[0];
    }

    /// <summary>`compute_ptc` of each slot from a first one on, for which the effective balances are gathered once.</summary>
    internal static void ComputePtcs(BeaconState state, Slot firstSlot, Span<SszList<ValidatorIndex>> ptcs)
    {
        var perEpoch = state.Preset.SlotsPerEpoch;
        var balances = ArrayPool<Gwei>.Shared.Rent(state.Validators.Count);
        RegistryColumns.CopyEffectiveBalances(state, balances);
        while (!ptcs.IsEmpty)
        {
            var ofEpoch = ptcs[..(int)Math.Min((ulong)ptcs.Length, perEpoch - (firstSlot % perEpoch))];
            if (!EpochPtcs.TryCompute(state, firstSlot, balances, ofEpoch))
            {
                SelectPtcs(state, firstSlot, balances, ofEpoch);
            }

            firstSlot += (ulong)ofEpoch.Length;
            ptcs = ptcs[ofEpoch.Length..];
        }

        ArrayPool<Gwei>.Shared.Return(balances);
    }

    /// <summary>The same of slots of one epoch, from its shuffle.</summary>
    private static void SelectPtcs(
        BeaconState state, Slot firstSlot, ReadOnlySpan<Gwei> effectiveBalances, Span<SszList<ValidatorIndex>> ptcs)
    {
        for (var i = 0; i < ptcs.Length; i++)
        {
            var slot = firstSlot + (ulong)i;
            var seed = HashWith(Accessors.GetSeed(state, ComputeEpochAtSlot(state.Preset, slot), Constants.DomainPtcAttester), slot);
            var indices = Accessors.GetBeaconCommittees(state, slot);
            Refusal.Assert(indices.Length > 0, nameof(ComputeBalanceWeightedSelection));
            var selected = new ValidatorIndex[state.Preset.PtcSize];
            Select(state, indices, seed, selected, shuffleIndices: false, effectiveBalances);
            ptcs[i] = SszList.Adopt(selected);
        }
    }

    // The one loop behind proposers, sync committees and PTCs. Before electra the draw is a byte against MAX_EFFECTIVE_BALANCE. One
    // selection looks at few validators; many are given the effective balances of the whole registry, in Gwei.
    private static void Select(
        BeaconState state,
        ReadOnlySpan<ValidatorIndex> indices,
        Bytes32 seed,
        Span<ValidatorIndex> selected,
        bool shuffleIndices,
        ReadOnlySpan<Gwei> effectiveBalances)
    {
        var isElectra = state.ForkName >= ForkName.Electra;
        var maxEffectiveBalance = isElectra ? state.Preset.MaxEffectiveBalanceElectra : state.Preset.MaxEffectiveBalance;
        var maxRandom = isElectra ? ushort.MaxValue : byte.MaxValue;
        var draws = new RandomDraws(seed, isElectra ? sizeof(ushort) : sizeof(byte));
        var candidates = new Candidates(
            state, indices, seed, shuffleIndices, isFew: effectiveBalances.IsEmpty, stackalloc ValidatorIndex[Candidates.BatchLength]);
        var count = 0;
        while (count < selected.Length)
        {
            foreach (var draw in draws.NextRun())
            {
                var candidate = candidates.Next();
                var effectiveBalance = effectiveBalances.IsEmpty
                    ? state.Validators[candidate].EffectiveBalance
                    : effectiveBalances[(int)candidate];
                if (effectiveBalance * maxRandom >= maxEffectiveBalance * draw)
                {
                    selected[count++] = candidate;
                    if (count == selected.Length)
                    {
                        break;
                    }
                }
            }
        }
    }
}
