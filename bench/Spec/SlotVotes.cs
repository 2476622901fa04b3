using Consensoor.Spec;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Bench.Spec;

/// <summary>The votes of all committees of a slot for what a state has there, in one attestation of electra's form, not signed.</summary>
internal static class SlotVotes
{
    /// <summary>The attestation, with the votes of those who are there, and who they are.</summary>
    public static (Attestation Attestation, IReadOnlyList<ValidatorIndex> Attesters) Of(
        BeaconState state, Slot slot, Func<ValidatorIndex, bool> isThere)
    {
        var epoch = Misc.ComputeEpochAtSlot(state.Preset, slot);
        var committees = Accessors.GetCommitteeCountPerSlot(state, epoch);
        var (bits, attesters) = (new List<bool>(), new List<ValidatorIndex>());
        var named = new bool[state.Preset.MaxCommitteesPerSlot];
        for (var index = 0UL; index < committees; index++)
        {
            named[index] = true;
            foreach (var member in Accessors.GetBeaconCommittee(state, slot, index))
            {
                bits.Add(isThere(member));
                if (bits[^1])
                {
                    attesters.Add(member);
                }
            }
        }

        var source = epoch == Accessors.GetCurrentEpoch(state) ? state.CurrentJustifiedCheckpoint : state.PreviousJustifiedCheckpoint;
        var attestation = new Attestation
        {
            AggregationBits = BitList.Create([.. bits]),
            CommitteeBits = BitList.Create(named),
            Data = new AttestationData
            {
                Slot = slot,
                BeaconBlockRoot = Accessors.GetBlockRootAtSlot(state, slot),
                Source = source,
                Target = new Checkpoint { Epoch = epoch, Root = Accessors.GetBlockRoot(state, epoch) },
            },
        };
        return (attestation, attesters);
    }
}
