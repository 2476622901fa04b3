using Consensoor.Messages;

namespace Consensoor.Actors.Validators;

/// <summary>
/// Finds in each group (committee, subcommittee) the first validator whose selection proof makes it the aggregator: one proof a group at a
/// time, since one aggregate a group is enough. A proof that is refused tells nothing: it is kept with its reason.
/// </summary>
internal sealed class SelectionSearch(Func<ulong, BLSPubkey, ToSign> proofOf, Func<ulong, BLSSignature, bool> isSelected)
{
    private readonly SortedDictionary<ulong, Queue<Candidate>> _groups = [];
    private readonly SortedDictionary<ulong, List<Refused>> _refused = [];

    /// <summary>Those whose proof was refused, in groups in which nobody is found to be selected.</summary>
    public IEnumerable<Refused> Refusals => _refused.Values.SelectMany(static group => group);

    /// <summary>Adds a validator whose selection proof may make it an aggregator of a group.</summary>
    public void Add(ulong group, ValidatorIndex validator, BLSPubkey pubkey)
    {
        if (!_groups.TryGetValue(group, out var candidates))
        {
            _groups[group] = candidates = new Queue<Candidate>();
        }

        candidates.Enqueue(new Candidate(validator, pubkey));
    }

    /// <summary>The proofs to be signed next; empty where the search is over.</summary>
    public IReadOnlyList<ToSign> Next() => [.. _groups.Select(group => proofOf(group.Key, group.Value.Peek().Pubkey))];

    /// <summary>Takes the outcomes of the last proofs; what was found leaves the search.</summary>
    public IReadOnlyList<Selected> Take(IReadOnlyList<SigningOutcome> outcomes)
    {
        var found = new List<Selected>();
        foreach (var (group, outcome) in _groups.Keys.ToArray().Zip(outcomes))
        {
            var candidate = _groups[group].Dequeue();
            if (outcome.Signature is { } proof && isSelected(group, proof))
            {
                found.Add(new Selected(group, candidate.Validator, candidate.Pubkey, proof));
                _groups.Remove(group);
                _refused.Remove(group);
                continue;
            }

            if (outcome.Signature is null)
            {
                _refused.TryAdd(group, []);
                _refused[group].Add(new Refused(group, candidate.Validator, outcome.Refusal ?? "signing gave no reason"));
            }

            if (_groups[group].Count == 0)
            {
                _groups.Remove(group);
            }
        }

        return found;
    }

    /// <summary>The aggregator of a group with its proof.</summary>
    internal sealed record Selected(ulong Group, ValidatorIndex Validator, BLSPubkey Pubkey, BLSSignature Proof);

    /// <summary>A validator of a group of which nobody knows whether it is selected, and why.</summary>
    internal sealed record Refused(ulong Group, ValidatorIndex Validator, string Reason);

    private sealed record Candidate(ValidatorIndex Validator, BLSPubkey Pubkey);
}
