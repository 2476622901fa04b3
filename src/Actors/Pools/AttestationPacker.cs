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
/// Chooses attestations for a block: candidates are tried on a draft of the state by the transition's own rules, most new votes first,
/// until the fork's limit. From electra on the committees of one data are joined into one on-chain aggregate.
/// </summary>
public static class AttestationPacker
{
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
        var candidates =
            Candidates(pool, draft, bls).OrderByDescending(static candidate => candidate.Attesters.Count).Take(4 * limit).ToList();
        var seen = new HashSet<(Epoch Target, ValidatorIndex Validator)>();
        var packed = new List<Attestation>();
        while (packed.Count < limit && candidates.Count > 0)
        {
            var best = candidates.MaxBy(candidate => News(candidate, draft, seen));
            if (best is null || News(best, draft, seen) == 0)
            {
                break;
            }

            candidates.Remove(best);

            if (!IsOfItsCommittees(draft, best))
            {
                // One committee's bad votes do not cost the others theirs.
                candidates.AddRange(best.Parts.Where(part => IsOfItsCommittees(draft, part)));
                continue;
            }

            // A refused attestation may leave its state partly written: each is tried on a copy.
            var attempt = draft.Copy();
            if (Attestations.ProcessAttestation(attempt, best.Attestation, parentSlot, AcceptAllVerifier.Instance) is not null)
            {
                continue;
            }

            draft = attempt;
            packed.Add(best.Attestation);
            foreach (var attester in best.Attesters)
            {
                seen.Add((best.Attestation.Data.Target.Epoch, attester));
            }
        }

        return [.. packed];
    }

    // The pool's votes may come from another branch, whose committees are others: there the signature is another group's.
    private static bool IsOfItsCommittees(BeaconState state, Candidate candidate)
    {
        var target = candidate.Attestation.Data.Target;
        var slotsPerEpoch = state.Preset.SlotsPerEpoch;
        var current = state.Slot / slotsPerEpoch;
        if (target.Epoch > current || target.Epoch + 1 < current || candidate.Attestation.Data.Slot / slotsPerEpoch != target.Epoch)
        {
            return false;
        }

        var indexed = Committees.TryGetAttesters(state, candidate.Attestation);
        return indexed is not null && indexed.ToHashSet().SetEquals(candidate.Attesters);
    }

    // Votes that neither this block nor the chain has yet; phase0 keeps no flags, there only this block counts.
    private static int News(Candidate candidate, BeaconState state, HashSet<(Epoch Target, ValidatorIndex Validator)> seen)
    {
        var target = candidate.Attestation.Data.Target.Epoch;
        var flags = state.ForkName == ForkName.Phase0
            ? null
            : target == state.Slot / state.Preset.SlotsPerEpoch ? state.CurrentEpochParticipation : state.PreviousEpochParticipation;
        var count = 0;
        foreach (var attester in candidate.Attesters)
        {
            var known = flags is not null && attester < (ulong)flags.Count && flags[attester] != 0;
            count += known || seen.Contains((target, attester)) ? 0 : 1;
        }

        return count;
    }

    private static IEnumerable<Candidate> Candidates(AttestationPool pool, BeaconState state, IBls bls)
    {
        var isElectra = state.ForkName >= ForkName.Electra;
        foreach (var slot in pool.Slots.Where(slot => slot + state.Preset.MinAttestationInclusionDelay <= state.Slot))
        {
            // An attestation made before electra has another form and cannot go into an electra block.
            if (isElectra != state.Spec.ForkAtSlot(slot) >= ForkName.Electra)
            {
                continue;
            }

            if (!isElectra)
            {
                foreach (var group in pool.GroupsOf(slot))
                {
                    foreach (var votes in group.Aggregates)
                    {
                        yield return new Candidate(pool.AttestationOf(group, votes), votes.Attesters, []);
                    }
                }

                continue;
            }

            foreach (var sameData in pool.GroupsOf(slot).GroupBy(static group => group.Data))
            {
                foreach (var candidate in Join(pool, [.. sameData], state.Preset.MaxCommitteesPerSlot, bls))
                {
                    yield return candidate;
                }
            }
        }
    }

    // The first join takes each committee's best aggregate, the next ones what is left.
    private static IEnumerable<Candidate> Join(AttestationPool pool, AttestationGroup[] groups, ulong maxCommitteesPerSlot, IBls bls)
    {
        var ranked = groups.Select(static group =>
            (Group: group, Votes: group.Aggregates.OrderByDescending(static votes => votes.Attesters.Count).ToArray())).ToArray();
        for (var rank = 0; rank < ranked.Max(static entry => entry.Votes.Length); rank++)
        {
            var there = ranked
                .Where(entry => rank < entry.Votes.Length)
                .Select(entry => new Candidate(pool.AttestationOf(entry.Group, entry.Votes[rank]), entry.Votes[rank].Attesters, []))
                .ToArray();
            var parts = there.Select(static part => part.Attestation);
            if (Aggregating.ComputeOnChainAggregate(maxCommitteesPerSlot, parts, bls) is { } joined)
            {
                yield return new Candidate(joined, [.. there.SelectMany(static part => part.Attesters)], there.Length > 1 ? there : []);
            }
        }
    }

    // Parts are the attestations of single committees that were joined to this one.
    private sealed record Candidate(
        Attestation Attestation, IReadOnlyList<ValidatorIndex> Attesters, IReadOnlyList<Candidate> Parts);
}
