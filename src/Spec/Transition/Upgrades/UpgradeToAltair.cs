using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Transition.Upgrades;

public static partial class ForkUpgrade
{
    /// <summary>
    /// Makes the altair state of a phase0 state, with flags from the pending attestations and two sync committees
    /// (`altair/fork.md#upgrade_to_altair`).
    /// </summary>
    public static BeaconState UpgradeToAltair(BeaconState pre)
    {
        var post = Carry(pre, ForkName.Altair);
        var count = pre.Validators.Count;
        post.PreviousEpochParticipation = PersistentList<byte>.Repeat(0, count);
        post.CurrentEpochParticipation = PersistentList<byte>.Repeat(0, count);
        post.InactivityScores = PersistentList<ulong>.Repeat(0, count);
        TranslateParticipation(post, pre.PreviousEpochAttestations);

        // The same committee serves as the current and the next one at the fork.
        post.CurrentSyncCommittee = Accessors.GetNextSyncCommittee(post);
        post.NextSyncCommittee = post.CurrentSyncCommittee;
        return post;
    }

    /// <summary>
    /// Turns pending attestations into participation flags; they were checked when they were included
    /// (`altair/fork.md#translate_participation`).
    /// </summary>
    public static void TranslateParticipation(BeaconState state, IEnumerable<PendingAttestation> pendingAttestations)
    {
        foreach (var attestation in pendingAttestations)
        {
            if (Accessors.GetAttestationParticipationFlagIndices(
                state, attestation.Data, attestation.InclusionDelay, 0, out var flags) is { } refusal)
            {
                throw new SpecAssertionException(refusal.Function, refusal.Reason);
            }

            foreach (var index in Accessors.GetPendingAttestingIndices(state, attestation))
            {
                state.PreviousEpochParticipation[index] |= flags;
            }
        }
    }
}
