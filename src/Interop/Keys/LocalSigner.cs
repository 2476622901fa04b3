using System.Collections.Concurrent;
using Consensoor.Messages;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Keys;

/// <summary>
/// A signer whose secret keys are in this process, which zeroes them when it is disposed of. Throws ArgumentException for a secret key that
/// is none; may be used from any thread.
/// </summary>
public sealed class LocalSigner : IValidatorSigner, IDisposable
{
    private readonly IBls _bls;
    private readonly ConcurrentDictionary<BLSPubkey, SecretKey> _secretKeys = [];
    private readonly List<BLSPubkey> _pubkeys = [];

    /// <summary>A signer of secret keys (32 bytes big-endian each); a key that is given twice counts once.</summary>
    public LocalSigner(IBls bls, IEnumerable<Bytes32> secretKeys)
    {
        _bls = bls;
        foreach (var secretKey in secretKeys)
        {
            var pubkey = bls.SkToPk(secretKey)
                ?? throw new ArgumentException("a secret key is zero or not below the group order", nameof(secretKeys));
            Add(pubkey, new SecretKey(secretKey.AsSpan()));
        }
    }

    /// <summary>A signer of keys whose public keys are known, which are its own from now on; one that is given twice counts once.</summary>
    public LocalSigner(IBls bls, IEnumerable<(BLSPubkey Pubkey, SecretKey Secret)> keys)
    {
        _bls = bls;
        foreach (var (pubkey, secret) in keys)
        {
            Add(pubkey, secret);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Those it began with.</remarks>
    public IReadOnlyList<BLSPubkey> Pubkeys => _pubkeys;

    /// <summary>True where it has forgotten all its keys.</summary>
    public bool IsIdle => _secretKeys.IsEmpty;

    /// <summary>The signature of a key over a signing root; throws KeyNotFoundException where the key is not held.</summary>
    public BLSSignature Sign(BLSPubkey pubkey, Root signingRoot) =>
        _secretKeys.TryGetValue(pubkey, out var secretKey)
            ? _bls.Sign(secretKey.Reveal(), signingRoot.AsSpan())!.Value
            : throw new KeyNotFoundException($"no secret key for {pubkey}");

    /// <inheritdoc/>
    public SigningAnswer Sign(ToSign message, Root signingRoot) => _secretKeys.TryGetValue(message.Pubkey, out var secretKey)
        ? new SigningOutcome(_bls.Sign(secretKey.Reveal(), signingRoot.AsSpan())!.Value, null)
        : new SigningOutcome(null, $"the key {message.Pubkey} is not here");

    /// <inheritdoc/>
    /// <remarks>A signature under way throws, since its key is zeroed; whoever calls this has none under way.</remarks>
    public void Forget(BLSPubkey pubkey)
    {
        if (_secretKeys.TryRemove(pubkey, out var secretKey))
        {
            secretKey.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var secretKey in _secretKeys.Values)
        {
            secretKey.Dispose();
        }
    }

    private void Add(BLSPubkey pubkey, SecretKey secretKey)
    {
        if (_secretKeys.TryAdd(pubkey, secretKey))
        {
            _pubkeys.Add(pubkey);
        }
        else if (_secretKeys[pubkey] != secretKey)
        {
            secretKey.Dispose();
        }
    }
}
