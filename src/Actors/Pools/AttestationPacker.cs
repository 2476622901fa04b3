using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Operations;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Pools;

/// <summary>
/// Chooses attestations for a block: candidates are tried on a draft of the state by the transition's own rules, most new votes first, of
/// as many the newest slot's, until the fork's limit. From electra on the committees of one data are joined into one on-chain aggregate.
/// </summary>
public static class AttestationPacker
{
    // What another branch's votes may cost a proposal: so many are tried for each that a block may have.
    private const int TriesPerPlace = 8;

    /// <summary>The attestations for a block on a base; each is valid there in the order given.</summary>
    public static SszList<Attestation> Pack(AttestationPool pool, ProposalBase proposal, IBls bls)
    {
        var (draft, refusal) = PackingState.Of(proposal);
        if (refusal is not null)
        {
            return [];
        }

        var limit = (int)(draft.ForkName >= ForkName.Electra ? draft.Preset.MaxAttestationsElectra : draft.Preset.MaxAttestations);
        var parentSlot = proposal.State.LatestBlockHeader.Slot;
        var known = new KnownVotes(draft);
        var candidates = new PriorityQueue<Candidate, (int Votes, int Order)>();
        foreach (var candidate in Candidates(pool, draft))
        {
            Offer(candidate, candidates.Count);
        }

        var packed = new List<Attestation>();
        var tries = TriesPerPlace * limit;
        while (packed.Count < limit && tries > 0 && candidates.TryDequeue(out var best, out var rank))
        {
            // Of what is packed meanwhile the others have fewer new votes, none has more.
            if (-rank.Votes != best.CountNew(known))
            {
                Offer(best, rank.Order);
                continue;
            }

            tries--;
            if (best.ToAttestation(pool, draft, bls) is not { } attestation
                || !IsOfItsCommittees(draft, attestation, best.Attesters))
            {
                // One committee's bad votes do not cost the others theirs.
                foreach (var (group, votes) in best.Votes.Count > 1 ? best.Votes : [])
                {
                    if (IsOfItsCommittees(draft, pool.AttestationOf(group, votes, draft.ForkName), votes.Attesters))
                    {
                        Offer(new Candidate([(group, votes)]), rank.Order);
                    }
                }

                continue;
            }

            // A refused attestation may leave its state partly written: each is tried on a copy.
            var attempt = draft.Copy();
            if (Attestations.ProcessAttestation(attempt, attestation, parentSlot, AcceptAllVerifier.Instance) is null)
            {
                draft = attempt;
                packed.Add(attestation);
                known.Add(attestation.Data.Target.Epoch, best.Attesters);
            }
        }

        return [.. packed];

        void Offer(Candidate candidate, int order)
        {
            if (candidate.CountNew(known) is > 0 and var votes)
            {
                candidates.Enqueue(candidate, (-votes, order));
            }
        }
    }

    // The pool's votes may come from another branch, whose committees are others: there the signature is another group's.
    private static bool IsOfItsCommittees(BeaconState state, Attestation attestation, IEnumerable<ValidatorIndex> attesters)
    {
        var target = attestation.Data.Target;
        var slotsPerEpoch = state.Preset.SlotsPerEpoch;
        var current = state.Slot / slotsPerEpoch;
        if (target.Epoch > current || target.Epoch + 1 < current || attestation.Data.Slot / slotsPerEpoch != target.Epoch)
        {
            return false;
        }

        var indexed = Committees.TryGetAttesters(state, attestation);
        return indexed is not null && indexed.ToHashSet().SetEquals(attesters);
    }

    // The newest slots first: among votes that are as many theirs earn most.
    private static IEnumerable<Candidate> Candidates(AttestationPool pool, BeaconState state)
    {
        var isElectra = state.ForkName >= ForkName.Electra;
        foreach (var slot in pool.Slots.Where(slot => slot + state.Preset.MinAttestationInclusionDelay <= state.Slot).Reverse())
        {
            var isOfElectra = state.Spec.ForkAtSlot(slot) >= ForkName.Electra;
            if (isOfElectra && !isElectra)
            {
                continue;
            }

            // Before electra the data says which committee votes, and in an electra block 0: of the first alone it is the same.
            var groups = pool.GroupsOf(slot).Where(group =>
                HasSource(state, group.Data) && (isOfElectra == isElectra || group.Data.Index == 0));
            var candidates = isElectra
                ? groups.GroupBy(static group => group.Data).SelectMany(static sameData => Join([.. sameData]))
                : groups.SelectMany(static group => group.Aggregates.Select(votes => new Candidate([(group, votes)])));
            foreach (var candidate in candidates)
            {
                yield return candidate;
            }
        }
    }

    // Of another source votes are of no block on this state, whoever made them.
    private static bool HasSource(BeaconState state, AttestationData data) =>
        data.Source == (data.Target.Epoch == state.Slot / state.Preset.SlotsPerEpoch
            ? state.CurrentJustifiedCheckpoint
            : state.PreviousJustifiedCheckpoint);

    // The first join takes each committee's best aggregate, the next ones what is left.
    private static IEnumerable<Candidate> Join(AttestationGroup[] groups)
    {
        var ranked = groups.Select(static group =>
            (Group: group, Votes: group.Aggregates.OrderByDescending(static votes => votes.Attesters.Count).ToArray())).ToArray();
        for (var rank = 0; rank < ranked.Max(static entry => entry.Votes.Length); rank++)
        {
            yield return new Candidate(
                [.. ranked.Where(entry => rank < entry.Votes.Length).Select(entry => (entry.Group, entry.Votes[rank]))]);
        }
    }

    // Votes of one data, of several committees from electra on. They become an attestation when it is their turn: most are no news.
    private sealed record Candidate(IReadOnlyList<(AttestationGroup Group, PooledAttestation Votes)> Votes)
    {
        public IEnumerable<ValidatorIndex> Attesters => Votes.SelectMany(static part => part.Votes.Attesters);

        public int CountNew(KnownVotes known) =>
            Votes.Sum(part => known.CountNew(part.Group.Data.Target.Epoch, part.Votes.Attesters));

        public Attestation? ToAttestation(AttestationPool pool, BeaconState state, IBls bls)
        {
            var parts = Votes.Select(part => pool.AttestationOf(part.Group, part.Votes, state.ForkName));
            return Votes.Count == 1
                ? parts.Single()
                : Aggregating.ComputeOnChainAggregate(state.Preset.MaxCommitteesPerSlot, parts, bls);
        }
    }
}
