namespace Consensoor.Interop.Keys.SlashingProtection;

/// <summary>Histories by key: checks messages in order, each against those before it, and says which of them are new.</summary>
internal sealed class HistoryCache(ProtectionStrategy strategy, Func<BLSPubkey, SigningHistory> load)
{
    private readonly Dictionary<BLSPubkey, SigningHistory> _byKey = [];

    /// <summary>Returns the history of a key, loaded at its first use.</summary>
    public SigningHistory this[BLSPubkey pubkey]
    {
        get
        {
            if (!_byKey.TryGetValue(pubkey, out var history))
            {
                _byKey[pubkey] = history = load(pubkey);
            }

            return history;
        }
    }

    /// <summary>
    /// Notes messages in memory; null for those that may be signed. What is not in a history yet is put into <paramref name="added"/>.
    /// </summary>
    public IReadOnlyList<string?> Note(IReadOnlyList<SlashableMessage> messages, List<SlashableMessage> added)
    {
        var refusals = new string?[messages.Count];
        for (var i = 0; i < messages.Count; i++)
        {
            var history = this[messages[i].Pubkey];
            refusals[i] = history.Check(messages[i], out var isKnown);
            if (refusals[i] is null && !isKnown)
            {
                history.Add(messages[i]);
                added.Add(messages[i]);
            }
        }

        return refusals;
    }

    /// <summary>Adds the histories of an interchange, as the strategy keeps them, and counts what became of their messages.</summary>
    public ImportCount Import(IReadOnlyList<KeyHistory> imported)
    {
        var count = new ImportCount(imported.Select(static key => key.Pubkey).Distinct().Count(), 0, 0, 0);
        foreach (var key in imported)
        {
            var (added, known) = Import(key);
            var messages = key.Blocks.Count + key.Attestations.Count;
            count = count with
            {
                Added = count.Added + added,
                Known = count.Known + known,
                Bound = count.Bound + messages - added - known,
            };
        }

        return count;
    }

    private (int Added, int Known) Import(KeyHistory imported)
    {
        // A minimal database cannot tell a repetition from a second message, so that it keeps no roots of others.
        Root? RootOf(Root? root) => strategy == ProtectionStrategy.Minimal ? null : root;
        var history = this[imported.Pubkey];
        HashSet<SignedBlock> blocksBefore = [.. history.Blocks];
        HashSet<SignedAttestation> votesBefore = [.. history.Attestations];
        SignedBlock[] blocks = [.. imported.Blocks.Select(block => block with { SigningRoot = RootOf(block.SigningRoot) })];
        SignedAttestation[] votes = [.. imported.Attestations.Select(vote => vote with { SigningRoot = RootOf(vote.SigningRoot) })];
        Array.ForEach(blocks, history.Add);
        Array.ForEach(votes, history.Add);

        // A message that stands twice in the interchange is known the second time.
        var added = history.Blocks.Count(block => !blocksBefore.Contains(block) && blocks.Contains(block))
            + history.Attestations.Count(vote => !votesBefore.Contains(vote) && votes.Contains(vote));
        var kept = blocks.Count(history.Blocks.Contains) + votes.Count(history.Attestations.Contains);
        return (added, kept - added);
    }

    /// <summary>Forgets keys, so that their histories are loaded again.</summary>
    public void Forget(IEnumerable<BLSPubkey> pubkeys)
    {
        foreach (var pubkey in pubkeys)
        {
            _byKey.Remove(pubkey);
        }
    }

    /// <summary>A history as the interchange has it: what is kept, and the floor as messages without roots.</summary>
    public static KeyHistory Export(BLSPubkey pubkey, SigningHistory history)
    {
        var blocks = history.Blocks.ToList();
        if (history.Floor.Slot is { } slot)
        {
            blocks.Insert(0, new SignedBlock(slot, null));
        }

        var attestations = history.Attestations.ToList();
        if (history.Floor is { Source: { } source, Target: { } target })
        {
            attestations.Insert(0, new SignedAttestation(source, target, null));
        }

        return new KeyHistory(pubkey, blocks, attestations);
    }
}
