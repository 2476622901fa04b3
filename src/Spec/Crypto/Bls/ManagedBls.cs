using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary><see cref="IBls"/> on the curve arithmetic of this folder.</summary>
public sealed class ManagedBls : IBls
{
    /// <summary>Keys the cache has room for unless told otherwise: some 30 MB when full.</summary>
    public const int DefaultCacheCapacity = 1 << 17;

    private static readonly G1Affine MinusGenerator = -G1.Generator;

    private readonly PublicKeyCache _cache;

    /// <summary>The instance that a process shares, so that it decompresses each key once.</summary>
    public static ManagedBls Shared { get; } = new();

    /// <summary>An instance whose cache has room for a number of keys, at least four.</summary>
    public ManagedBls(int cacheCapacity = DefaultCacheCapacity) => _cache = new PublicKeyCache(cacheCapacity);

    /// <inheritdoc/>
    public BLSPubkey? SkToPk(in Bytes32 secretKey)
    {
        if (!TryReadSecretKey(in secretKey, out Fr scalar))
            return null;
        G1Jacobian point = new G1Jacobian(in G1.Generator).MultiplyConstantTime(in scalar);
        return Encode(point.ToAffine(point.Z.InverseConstantTime()));
    }

    /// <inheritdoc/>
    public BLSSignature? Sign(in Bytes32 secretKey, ReadOnlySpan<byte> message)
    {
        if (!TryReadSecretKey(in secretKey, out Fr scalar))
            return null;
        G2Jacobian point = new G2Jacobian(HashToG2.Hash(message)).MultiplyConstantTime(in scalar);
        return Encode(point.ToAffine(point.Z.InverseConstantTime()));
    }

    /// <inheritdoc/>
    public bool KeyValidate(in BLSPubkey publicKey) => LoadManaged(in publicKey) is not null;

    /// <inheritdoc/>
    public PublicKey? Load(in BLSPubkey publicKey) => LoadManaged(in publicKey);

    /// <inheritdoc/>
    public PublicKey[]? Load(ReadOnlySpan<BLSPubkey> publicKeys)
    {
        var keys = new PublicKey[publicKeys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            if (LoadManaged(in publicKeys[i]) is not { } key)
                return null;
            keys[i] = key;
        }

        return keys;
    }

    /// <inheritdoc/>
    public bool Verify(in BLSPubkey publicKey, ReadOnlySpan<byte> message, in BLSSignature signature) =>
        LoadManaged(in publicKey) is { } key && CoreVerify(key.Point, message, in signature);

    /// <inheritdoc/>
    public bool Verify(PublicKey publicKey, ReadOnlySpan<byte> message, in BLSSignature signature) =>
        CoreVerify(PointOf(publicKey), message, in signature);

    /// <inheritdoc/>
    public bool AggregateVerify(ReadOnlySpan<BLSPubkey> publicKeys, ReadOnlySpan<ReadOnlyMemory<byte>> messages, in BLSSignature signature)
    {
        if (publicKeys.IsEmpty || publicKeys.Length != messages.Length)
            return false;
        if (G2.Decode(signature.AsSpan(), out G2Affine point) != PointError.None)
            return false;
        var p = new G1Affine[publicKeys.Length + 1];
        var q = new G2Affine[publicKeys.Length + 1];
        (p[0], q[0]) = (MinusGenerator, point);
        for (int i = 0; i < publicKeys.Length; i++)
        {
            if (LoadManaged(in publicKeys[i]) is not { } key)
                return false;
            (p[i + 1], q[i + 1]) = (key.Point, HashToG2.Hash(messages[i].Span));
        }

        return Pairing.ProductIsOne(p, q);
    }

    /// <inheritdoc/>
    public bool FastAggregateVerify(ReadOnlySpan<BLSPubkey> publicKeys, ReadOnlySpan<byte> message, in BLSSignature signature) =>
        Load(publicKeys) is { } keys && FastAggregateVerify(keys, message, in signature);

    /// <inheritdoc/>
    public bool FastAggregateVerify(ReadOnlySpan<PublicKey> publicKeys, ReadOnlySpan<byte> message, in BLSSignature signature)
    {
        G1Affine sum = Sum(publicKeys);
        return !sum.IsInfinity && CoreVerify(in sum, message, in signature);
    }

    /// <inheritdoc/>
    public BLSSignature? Aggregate(ReadOnlySpan<BLSSignature> signatures)
    {
        if (signatures.IsEmpty)
            return null;
        G2Jacobian sum = G2Jacobian.Infinity;
        foreach (ref readonly BLSSignature signature in signatures)
        {
            if (G2.Decode(signature.AsSpan(), out G2Affine point) != PointError.None)
                return null;
            sum += point;
        }

        return Encode(sum.ToAffine());
    }

    /// <inheritdoc/>
    public PublicKey? AggregatePublicKeys(ReadOnlySpan<PublicKey> publicKeys)
    {
        G1Affine sum = Sum(publicKeys);
        return sum.IsInfinity ? null : new ManagedPublicKey(Encode(in sum), in sum);
    }

    /// <inheritdoc/>
    public BLSPubkey? EthAggregatePubkeys(ReadOnlySpan<BLSPubkey> pubkeys) =>
        !pubkeys.IsEmpty && Load(pubkeys) is { } keys ? Encode(Sum(keys)) : null;

    /// <inheritdoc/>
    public bool EthFastAggregateVerify(ReadOnlySpan<BLSPubkey> pubkeys, ReadOnlySpan<byte> message, in BLSSignature signature) =>
        (pubkeys.IsEmpty && signature.Equals(Encode(G2Affine.Infinity))) || FastAggregateVerify(pubkeys, message, in signature);

    /// <inheritdoc/>
    public bool VerifyBatch(ReadOnlySpan<SignatureSet> sets, ReadOnlySpan<byte> seed)
    {
        var batch = new SignatureBatch(sets, seed);
        for (int i = 0; i < sets.Length; i++)
        {
            G1Affine sum = Sum(sets[i].PublicKeys.Span);
            if (sum.IsInfinity || G2.Decode(sets[i].Signature.AsSpan(), out G2Affine signature) != PointError.None)
                return false;
            batch.Add(in sum, sets[i].SigningRoot, in signature);
        }

        return batch.IsValid();
    }

    /// <summary>`CoreVerify` of the draft; the key has passed `KeyValidate`.</summary>
    private static bool CoreVerify(in G1Affine publicKey, ReadOnlySpan<byte> message, in BLSSignature signature) =>
        G2.Decode(signature.AsSpan(), out G2Affine point) == PointError.None
        && Pairing.ProductIsOne([MinusGenerator, publicKey], [point, HashToG2.Hash(message)]);

    private static G1Affine Sum(ReadOnlySpan<PublicKey> publicKeys)
    {
        if (publicKeys.Length == 1)
            return PointOf(publicKeys[0]);
        var points = new G1Affine[publicKeys.Length];
        for (int i = 0; i < points.Length; i++)
            points[i] = PointOf(publicKeys[i]);
        return new AffineAdder<Fp>(points.Length).Sum(points);
    }

    private static G1Affine PointOf(PublicKey key) =>
        key is ManagedPublicKey managed ? managed.Point : throw new ArgumentException("the key was loaded by another implementation", nameof(key));

    private static bool TryReadSecretKey(in Bytes32 secretKey, out Fr scalar) => Fr.TryRead(secretKey.AsSpan(), out scalar) && !scalar.IsZero;

    private static BLSPubkey Encode(in G1Affine point)
    {
        Span<byte> bytes = stackalloc byte[G1.CompressedSize];
        G1.Encode(in point, bytes);
        return new BLSPubkey(bytes);
    }

    private static BLSSignature Encode(in G2Affine point)
    {
        Span<byte> bytes = stackalloc byte[G2.CompressedSize];
        G2.Encode(in point, bytes);
        return new BLSSignature(bytes);
    }

    private ManagedPublicKey? LoadManaged(in BLSPubkey publicKey)
    {
        if (_cache.Find(in publicKey) is { } known)
            return known;
        if (G1.Decode(publicKey.AsSpan(), out G1Affine point) != PointError.None || point.IsInfinity)
            return null;
        var key = new ManagedPublicKey(in publicKey, in point);
        _cache.Add(key);
        return key;
    }
}
