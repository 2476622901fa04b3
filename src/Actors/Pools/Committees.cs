using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Pools;

/// <summary>The attesters of an attestation that need not fit the state.</summary>
internal static class Committees
{
    /// <summary>
    /// The attesters by the state's committees; null where the attestation names committees the state lacks or its bits do not fit them.
    /// </summary>
    public static List<ValidatorIndex>? TryGetAttesters(BeaconState state, Attestation attestation)
    {
        var data = attestation.Data;
        var committees = Accessors.GetCommitteeCountPerSlot(state, data.Target.Epoch);
        CommitteeIndex[] indices =
            attestation.CommitteeBits.Length == 0 ? [data.Index] : [.. Misc.GetCommitteeIndices(attestation.CommitteeBits)];
        var members = 0;
        foreach (var index in indices)
        {
            if (index >= committees)
            {
                return null;
            }

            members += Accessors.GetBeaconCommittee(state, data.Slot, index).Length;
        }

        return members == attestation.AggregationBits.Length ? Accessors.GetAttestingIndices(state, attestation) : null;
    }
}
