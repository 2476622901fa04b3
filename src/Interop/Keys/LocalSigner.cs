using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Keys;

/// <summary>
/// A signer whose secret keys are in this process. Throws ArgumentException for a secret key that is none; may be used from any thread.
/// </summary>
public sealed class LocalSigner : IValidatorSigner
{
    private readonly IBls _bls;
    private readonly Dictionary<BLSPubkey, Bytes32> _secretKeys = [];
    private readonly List<BLSPubkey> _pubkeys = [];

    /// <summary>A signer of secret keys (32 bytes big-endian each); a key that is given twice counts once.</summary>
    public LocalSigner(IBls bls, IEnumerable<Bytes32> secretKeys)
    {
        _bls = bls;
        foreach (var secretKey in secretKeys)
        {
            var pubkey = bls.SkToPk(secretKey)
                ?? throw new ArgumentException("a secret key is zero or not below the group order", nameof(secretKeys));
            if (_secretKeys.TryAdd(pubkey, secretKey))
            {
                _pubkeys.Add(pubkey);
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<BLSPubkey> Pubkeys => _pubkeys;

    /// <inheritdoc/>
    public BLSSignature Sign(BLSPubkey pubkey, Root signingRoot) =>
        _secretKeys.TryGetValue(pubkey, out var secretKey)
            ? _bls.Sign(secretKey, signingRoot.AsSpan())!.Value
            : throw new KeyNotFoundException($"no secret key for {pubkey}");
}
