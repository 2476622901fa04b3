namespace Consensoor.Interop.Keys.SlashingProtection;

/// <summary>Histories by key: checks messages in order, each against those before it, and says which of them are new.</summary>
internal sealed class HistoryCache(ProtectionStrategy strategy, Func<BLSPubkey, SigningHistory> load)
{
    private readonly Dictionary<BLSPubkey, SigningHistory> _byKey = [];

    /// <summary>The history of a key.</summary>
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

    /// <summary>Adds a key's history of an interchange, as the strategy keeps it.</summary>
    public void Import(KeyHistory imported)
    {
        // A minimal database cannot tell a repetition from a second message, so that it keeps no roots of others.
        Root? RootOf(Root? root) => strategy == ProtectionStrategy.Minimal ? null : root;
        var history = this[imported.Pubkey];
        foreach (var block in imported.Blocks)
        {
            history.Add(block with { SigningRoot = RootOf(block.SigningRoot) });
        }

        foreach (var attestation in imported.Attestations)
        {
            history.Add(attestation with { SigningRoot = RootOf(attestation.SigningRoot) });
        }
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
