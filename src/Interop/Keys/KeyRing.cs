using System.Collections.Immutable;
using Consensoor.Messages;

namespace Consensoor.Interop.Keys;

/// <summary>
/// Signs with keys that come and go, each with its signer. One actor changes it, and it outlives that actor's restarts, so that a key that
/// was taken out never comes back by one; whoever reads it sees what it had at a moment.
/// </summary>
public sealed class KeyRing : IValidatorSigner
{
    private volatile ImmutableDictionary<BLSPubkey, IValidatorSigner> _signers;
    private volatile ImmutableList<BLSPubkey> _pubkeys;

    /// <summary>A ring with the keys of a signer.</summary>
    public KeyRing(IValidatorSigner signer)
    {
        _signers = signer.Pubkeys.Distinct().ToImmutableDictionary(static pubkey => pubkey, _ => signer);
        _pubkeys = [.. signer.Pubkeys.Distinct()];
    }

    /// <inheritdoc/>
    public IReadOnlyList<BLSPubkey> Pubkeys => _pubkeys;

    /// <summary>True where a key is in it.</summary>
    public bool Has(BLSPubkey pubkey) => _signers.ContainsKey(pubkey);

    /// <summary>Takes a key and who signs with it; false where it is there already, and stays as it is.</summary>
    public bool Add(BLSPubkey pubkey, IValidatorSigner signer)
    {
        if (_signers.ContainsKey(pubkey))
        {
            return false;
        }

        _signers = _signers.Add(pubkey, signer);
        _pubkeys = _pubkeys.Add(pubkey);
        return true;
    }

    /// <summary>Takes keys out, and has their signers forget them; gives those that were there.</summary>
    public IReadOnlySet<BLSPubkey> Remove(IEnumerable<BLSPubkey> pubkeys)
    {
        var gone = new Dictionary<BLSPubkey, IValidatorSigner>();
        foreach (var pubkey in pubkeys)
        {
            if (_signers.TryGetValue(pubkey, out var signer))
            {
                gone[pubkey] = signer;
            }
        }

        _signers = _signers.RemoveRange(gone.Keys);
        _pubkeys = _pubkeys.RemoveAll(gone.ContainsKey);
        foreach (var (pubkey, signer) in gone)
        {
            signer.Forget(pubkey);
        }

        return gone.Keys.ToHashSet();
    }

    /// <inheritdoc/>
    public SigningAnswer Sign(ToSign message, Root signingRoot) => _signers.TryGetValue(message.Pubkey, out var signer)
        ? signer.Sign(message, signingRoot)
        : new SigningOutcome(null, $"the key {message.Pubkey} is not here");
}
