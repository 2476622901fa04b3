using System.Buffers.Binary;
using System.Security.Cryptography;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// The answers of another implementation, each asked for once: the nodes of a scenario are handed the same signatures, and what a signature
/// is worth depends on nothing but its keys, its message and itself. Verdicts, signatures and sums are kept by the hash of the question, a
/// bounded number of each, the oldest of which goes first; it may be used from any thread. That a batch holds answers later batches alone:
/// who verifies one signature does not rely on it. For scenarios: secret keys are hashed with it.
/// </summary>
public sealed class RememberingBls : IBls
{
    /// <summary>How many answers of a kind it keeps unless told otherwise: some 20 MB when full.</summary>
    public const int DefaultCapacity = 1 << 16;

    private readonly IBls _inner;
    private readonly Answers<bool> _verdicts, _inBatches;
    private readonly Answers<BLSSignature?> _signatures, _sums;

    /// <summary>Remembers what an implementation answers, a number of answers of each kind.</summary>
    public RememberingBls(IBls inner, int capacity = DefaultCapacity)
    {
        _inner = inner;
        (_verdicts, _inBatches, _signatures, _sums) = (new(capacity), new(capacity), new(capacity), new(capacity));
    }

    /// <summary>The instance that all scenarios of a process share: BLS12-381.</summary>
    public static RememberingBls Shared { get; } = new(ManagedBls.Shared);

    /// <inheritdoc/>
    public BLSPubkey? SkToPk(in Bytes32 secretKey) => _inner.SkToPk(secretKey);

    /// <inheritdoc/>
    public BLSSignature? Sign(in Bytes32 secretKey, ReadOnlySpan<byte> message)
    {
        using var question = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        question.AppendData(secretKey.AsSpan());
        question.AppendData(message);
        var hash = HashOf(question);
        return _signatures.Find(hash, out var known) ? known : _signatures.Keep(hash, _inner.Sign(secretKey, message));
    }

    /// <inheritdoc/>
    public bool KeyValidate(in BLSPubkey publicKey) => _inner.KeyValidate(publicKey);

    /// <inheritdoc/>
    public PublicKey? Load(in BLSPubkey publicKey) => _inner.Load(publicKey);

    /// <inheritdoc/>
    public PublicKey[]? Load(ReadOnlySpan<BLSPubkey> publicKeys) => _inner.Load(publicKeys);

    /// <inheritdoc/>
    public bool Verify(in BLSPubkey publicKey, ReadOnlySpan<byte> message, in BLSSignature signature) =>
        Load(publicKey) is { } key && Verify(key, message, signature);

    /// <inheritdoc/>
    public bool Verify(PublicKey publicKey, ReadOnlySpan<byte> message, in BLSSignature signature)
    {
        var hash = HashOf([publicKey], message, signature);
        return _verdicts.Find(hash, out var known) ? known : _verdicts.Keep(hash, _inner.Verify(publicKey, message, signature));
    }

    /// <inheritdoc/>
    public bool AggregateVerify(
        ReadOnlySpan<BLSPubkey> publicKeys, ReadOnlySpan<ReadOnlyMemory<byte>> messages, in BLSSignature signature) =>
        _inner.AggregateVerify(publicKeys, messages, signature);

    /// <inheritdoc/>
    public bool FastAggregateVerify(ReadOnlySpan<BLSPubkey> publicKeys, ReadOnlySpan<byte> message, in BLSSignature signature) =>
        Load(publicKeys) is { } keys && FastAggregateVerify(keys, message, signature);

    /// <inheritdoc/>
    public bool FastAggregateVerify(ReadOnlySpan<PublicKey> publicKeys, ReadOnlySpan<byte> message, in BLSSignature signature)
    {
        var hash = HashOf(publicKeys, message, signature);
        return _verdicts.Find(hash, out var known)
            ? known
            : _verdicts.Keep(hash, _inner.FastAggregateVerify(publicKeys, message, signature));
    }

    /// <inheritdoc/>
    public BLSSignature? Aggregate(ReadOnlySpan<BLSSignature> signatures)
    {
        using var question = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ref readonly var signature in signatures)
        {
            question.AppendData(signature.AsSpan());
        }

        var hash = HashOf(question);
        return _sums.Find(hash, out var known) ? known : _sums.Keep(hash, _inner.Aggregate(signatures));
    }

    /// <inheritdoc/>
    public PublicKey? AggregatePublicKeys(ReadOnlySpan<PublicKey> publicKeys) => _inner.AggregatePublicKeys(publicKeys);

    /// <inheritdoc/>
    public BLSPubkey? EthAggregatePubkeys(ReadOnlySpan<BLSPubkey> pubkeys) => _inner.EthAggregatePubkeys(pubkeys);

    /// <inheritdoc/>
    public bool EthFastAggregateVerify(ReadOnlySpan<BLSPubkey> pubkeys, ReadOnlySpan<byte> message, in BLSSignature signature) =>
        pubkeys.IsEmpty
            ? _inner.EthFastAggregateVerify(pubkeys, message, signature)
            : FastAggregateVerify(pubkeys, message, signature);

    /// <inheritdoc/>
    public bool VerifyBatch(ReadOnlySpan<SignatureSet> sets, ReadOnlySpan<byte> seed)
    {
        List<SignatureSet> unknown = [];
        List<Bytes32> hashes = [];
        foreach (ref readonly var set in sets)
        {
            var hash = HashOf(set.PublicKeys.Span, set.SigningRoot.AsSpan(), set.Signature);
            if (!_verdicts.Find(hash, out var known) && !_inBatches.Find(hash, out known))
            {
                unknown.Add(set);
                hashes.Add(hash);
            }
            else if (!known)
            {
                return false;
            }
        }

        var hold = unknown.Count == 0 || _inner.VerifyBatch(unknown.ToArray(), seed);

        // A batch that fails says nothing of its sets, unless there is one alone.
        foreach (var hash in hold || hashes.Count == 1 ? hashes : [])
        {
            (hashes.Count == 1 ? _verdicts : _inBatches).Keep(hash, hold);
        }

        return hold;
    }

    private static Bytes32 HashOf(ReadOnlySpan<PublicKey> publicKeys, ReadOnlySpan<byte> message, in BLSSignature signature)
    {
        Span<byte> count = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(count, publicKeys.Length);
        using var question = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        question.AppendData(count);
        foreach (var key in publicKeys)
        {
            question.AppendData(key.Bytes.AsSpan());
        }

        question.AppendData(signature.AsSpan());
        question.AppendData(message);
        return HashOf(question);
    }

    private static Bytes32 HashOf(IncrementalHash question)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        question.GetHashAndReset(hash);
        return new Bytes32(hash);
    }

    private sealed class Answers<T>(int capacity)
    {
        private readonly BoundedMap<Bytes32, T> _known = new(capacity);

        public bool Find(Bytes32 question, out T? answer)
        {
            lock (_known)
            {
                return _known.TryGetValue(question, out answer);
            }
        }

        public T Keep(Bytes32 question, T answer)
        {
            lock (_known)
            {
                _known[question] = answer;
            }

            return answer;
        }
    }
}
