using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// Signatures by a keyed hash in place of BLS12-381, for scenarios whose length pairings would not allow. Public keys are those of
/// BLS12-381, since states hold their sums. Four numbers are drawn from each, and four from a message; a signature is their products modulo
/// 2^61 - 1, and signatures add up as points do, so that aggregates verify. It tells a right signature from one of another key or message,
/// and a malformed encoding from any; whoever wants to forge one can. Never for a network.
/// </summary>
public sealed class KeyedBls : IBls
{
    /// <summary>What digests and reports call it.</summary>
    public const string Name = "keyed hash in place of BLS12-381";

    private const int Lanes = 4;
    private const ulong Modulus = (1UL << 61) - 1;
    private const byte Mark = 0xA0, InfinityMark = 0xC0;

    private readonly ConcurrentDictionary<BLSPubkey, PublicKey?> _loaded = new();
    private readonly ConcurrentDictionary<BLSPubkey, PublicKey> _sums = new();

    private KeyedBls()
    {
    }

    /// <summary>The one instance, since it holds no state.</summary>
    public static KeyedBls Shared { get; } = new();

    /// <summary>
    /// Learns the aggregate key of a sync committee, whose sum is made by the state transition. Without it a signature of all members,
    /// which is verified with that key alone, would not hold. Null is of a state before altair, which has none.
    /// </summary>
    public void Learn(SyncCommittee? committee)
    {
        if (committee is not null && !_sums.ContainsKey(committee.AggregatePubkey) && Load(committee.Pubkeys.AsSpan()) is { } keys)
        {
            _sums[committee.AggregatePubkey] = new Key(committee.AggregatePubkey, Sum(keys));
        }
    }

    /// <inheritdoc/>
    public BLSPubkey? SkToPk(in Bytes32 secretKey) => ManagedBls.Shared.SkToPk(secretKey);

    /// <inheritdoc/>
    public BLSSignature? Sign(in Bytes32 secretKey, ReadOnlySpan<byte> message) =>
        SkToPk(secretKey) is { } key ? SignatureOf(Times(NumbersOf(key), Hash("message", message))) : null;

    /// <inheritdoc/>
    public bool KeyValidate(in BLSPubkey publicKey) => Load(publicKey) is not null;

    /// <inheritdoc/>
    public PublicKey? Load(in BLSPubkey publicKey) => _sums.TryGetValue(publicKey, out var sum)
        ? sum
        : _loaded.GetOrAdd(publicKey, static key => ManagedBls.Shared.KeyValidate(key) ? new Key(key, NumbersOf(key)) : null);

    /// <inheritdoc/>
    public PublicKey[]? Load(ReadOnlySpan<BLSPubkey> publicKeys)
    {
        var keys = new PublicKey[publicKeys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            if (Load(publicKeys[i]) is not { } key)
            {
                return null;
            }

            keys[i] = key;
        }

        return keys;
    }

    /// <inheritdoc/>
    public bool Verify(in BLSPubkey publicKey, ReadOnlySpan<byte> message, in BLSSignature signature) =>
        Load(publicKey) is { } key && Verify(key, message, signature);

    /// <inheritdoc/>
    public bool Verify(PublicKey publicKey, ReadOnlySpan<byte> message, in BLSSignature signature) =>
        FastAggregateVerify([publicKey], message, signature);

    /// <inheritdoc/>
    public bool AggregateVerify(
        ReadOnlySpan<BLSPubkey> publicKeys, ReadOnlySpan<ReadOnlyMemory<byte>> messages, in BLSSignature signature)
    {
        if (publicKeys.IsEmpty || publicKeys.Length != messages.Length || NumbersOf(signature.AsSpan()) is not { } signed)
        {
            return false;
        }

        var sum = new ulong[Lanes];
        for (var i = 0; i < publicKeys.Length; i++)
        {
            if (Load(publicKeys[i]) is not Key key)
            {
                return false;
            }

            Add(sum, Times(key.Numbers, Hash("message", messages[i].Span)));
        }

        return sum.AsSpan().SequenceEqual(signed);
    }

    /// <inheritdoc/>
    public bool FastAggregateVerify(ReadOnlySpan<BLSPubkey> publicKeys, ReadOnlySpan<byte> message, in BLSSignature signature) =>
        Load(publicKeys) is { } keys && FastAggregateVerify(keys, message, signature);

    /// <inheritdoc/>
    public bool FastAggregateVerify(ReadOnlySpan<PublicKey> publicKeys, ReadOnlySpan<byte> message, in BLSSignature signature) =>
        !publicKeys.IsEmpty
        && NumbersOf(signature.AsSpan()) is { } signed
        && Times(Sum(publicKeys), Hash("message", message)).AsSpan().SequenceEqual(signed);

    /// <inheritdoc/>
    public BLSSignature? Aggregate(ReadOnlySpan<BLSSignature> signatures)
    {
        var sum = new ulong[Lanes];
        foreach (ref readonly var signature in signatures)
        {
            if (NumbersOf(signature.AsSpan()) is not { } signed)
            {
                return null;
            }

            Add(sum, signed);
        }

        return signatures.IsEmpty ? null : SignatureOf(sum);
    }

    /// <inheritdoc/>
    public PublicKey? AggregatePublicKeys(ReadOnlySpan<PublicKey> publicKeys) =>
        EthAggregatePubkeys([.. publicKeys.ToArray().Select(static key => key.Bytes)]) is { } sum ? new Key(sum, Sum(publicKeys)) : null;

    /// <inheritdoc/>
    public BLSPubkey? EthAggregatePubkeys(ReadOnlySpan<BLSPubkey> pubkeys) => ManagedBls.Shared.EthAggregatePubkeys(pubkeys);

    /// <inheritdoc/>
    public bool EthFastAggregateVerify(ReadOnlySpan<BLSPubkey> pubkeys, ReadOnlySpan<byte> message, in BLSSignature signature) =>
        pubkeys.IsEmpty && NumbersOf(signature.AsSpan()) is { } signed && IsInfinity(signed)
            || FastAggregateVerify(pubkeys, message, signature);

    /// <inheritdoc/>
    public bool VerifyBatch(ReadOnlySpan<SignatureSet> sets, ReadOnlySpan<byte> seed)
    {
        foreach (ref readonly var set in sets)
        {
            if (!FastAggregateVerify(set.PublicKeys.Span, set.SigningRoot.AsSpan(), set.Signature))
            {
                return false;
            }
        }

        return true;
    }

    private static ulong[] NumbersOf(in BLSPubkey key) => Hash("key", key.AsSpan());

    private static BLSSignature SignatureOf(ReadOnlySpan<ulong> numbers) => new(Encode(numbers));

    private static byte[] Encode(ReadOnlySpan<ulong> numbers)
    {
        var bytes = new byte[BLSSignature.Length];
        bytes[0] = IsInfinity(numbers) ? InfinityMark : Mark;
        for (var i = 0; i < Lanes; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8 + (8 * i)), numbers[i]);
        }

        return bytes;
    }

    // Null for bytes that are no encoding: there is one only for each value.
    private static ulong[]? NumbersOf(ReadOnlySpan<byte> bytes)
    {
        var numbers = new ulong[Lanes];
        for (var i = 0; i < Lanes; i++)
        {
            numbers[i] = BinaryPrimitives.ReadUInt64BigEndian(bytes[(8 + (8 * i))..]);
        }

        return numbers.All(static number => number < Modulus) && bytes.SequenceEqual(Encode(numbers)) ? numbers : null;
    }

    private static bool IsInfinity(ReadOnlySpan<ulong> numbers) => numbers.IndexOfAnyExcept(0UL) < 0;

    private static ulong[] Hash(string purpose, ReadOnlySpan<byte> bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.ASCII.GetBytes(purpose));
        hash.AppendData(bytes);
        var digest = hash.GetHashAndReset();
        var numbers = new ulong[Lanes];
        for (var i = 0; i < Lanes; i++)
        {
            // Never zero: no key and no message may make all signatures alike.
            numbers[i] = 1 + (BinaryPrimitives.ReadUInt64BigEndian(digest.AsSpan(8 * i)) % (Modulus - 1));
        }

        return numbers;
    }

    private static ulong[] Times(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        var product = new ulong[Lanes];
        for (var i = 0; i < Lanes; i++)
        {
            product[i] = (ulong)((UInt128)left[i] * right[i] % Modulus);
        }

        return product;
    }

    private static void Add(Span<ulong> sum, ReadOnlySpan<ulong> numbers)
    {
        for (var i = 0; i < Lanes; i++)
        {
            sum[i] = (sum[i] + numbers[i]) % Modulus;
        }
    }

    private static ulong[] Sum(ReadOnlySpan<PublicKey> publicKeys)
    {
        var sum = new ulong[Lanes];
        foreach (var key in publicKeys)
        {
            Add(sum, ((Key)key).Numbers);
        }

        return sum;
    }

    private sealed class Key(in BLSPubkey bytes, ulong[] numbers) : PublicKey(bytes)
    {
        public ulong[] Numbers => numbers;
    }
}
