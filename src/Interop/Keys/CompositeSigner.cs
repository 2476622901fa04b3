using Consensoor.Messages;

namespace Consensoor.Interop.Keys;

/// <summary>Signs with several signers, each for its own keys; a key that two have is the first one's.</summary>
public sealed class CompositeSigner : IValidatorSigner
{
    private readonly Dictionary<BLSPubkey, IValidatorSigner> _signers = [];
    private readonly List<BLSPubkey> _pubkeys = [];

    /// <summary>Joins signers, in order.</summary>
    public CompositeSigner(params IEnumerable<IValidatorSigner> signers)
    {
        foreach (var signer in signers)
        {
            foreach (var pubkey in signer.Pubkeys)
            {
                if (_signers.TryAdd(pubkey, signer))
                {
                    _pubkeys.Add(pubkey);
                }
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<BLSPubkey> Pubkeys => _pubkeys;

    /// <inheritdoc/>
    public void Forget(BLSPubkey pubkey) => _signers.GetValueOrDefault(pubkey)?.Forget(pubkey);

    /// <inheritdoc/>
    public SigningAnswer Sign(ToSign message, Root signingRoot) => _signers.TryGetValue(message.Pubkey, out var signer)
        ? signer.Sign(message, signingRoot)
        : new SigningOutcome(null, $"the key {message.Pubkey} is not here");
}
