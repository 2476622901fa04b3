using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary><see cref="IBls"/> on the curve arithmetic of this folder.</summary>
public sealed class ManagedBls : IBls
{
    /// <summary>Keys the cache has room for unless told otherwise: some 30 MB when full.</summary>
    public const int DefaultCacheCapacity = 1 << 17;

    private static readonly G1Affine MinusGenerator = -G1.Generator;

    private readonly PublicKeyCache _cache;
    private readonly BlsEngine _engine;

    /// <summary>The instance that a process shares, so that it decompresses each key once.</summary>
    public static ManagedBls Shared { get; } = new();

    /// <summary>An instance whose cache has room for a number of keys, at least four.</summary>
    public ManagedBls(int cacheCapacity = DefaultCacheCapacity)
        : this(BlsEngine.Current, cacheCapacity)
    {
    }

    internal ManagedBls(BlsEngine engine, int cacheCapacity = DefaultCacheCapacity) =>
        (_engine, _cache) = (engine, new PublicKeyCache(cacheCapacity));

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
        G2Jacobian point = G2.MultiplyConstantTime(new G2Jacobian(HashToG2.Hash(message)), in scalar);
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
        var missing = new List<int>();
        for (int i = 0; i < keys.Length; i++)
        {
            if (_cache.Find(in publicKeys[i]) is { } known)
                keys[i] = known;
            else
                missing.Add(i);
        }

        return missing.Count == 0 || TryLoad(publicKeys, missing, keys) ? keys : null;
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

        return Pairing.FinalExponentiation(_engine.MillerLoop(p, q)).IsOne;
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
        byte[] bytes = new byte[signatures.Length * G2.CompressedSize];
        for (int i = 0; i < signatures.Length; i++)
            signatures[i].AsSpan().CopyTo(bytes.AsSpan(i * G2.CompressedSize));
        var points = new G2Affine[signatures.Length];
        var errors = new PointError[signatures.Length];
        _engine.DecodeG2(bytes, points, errors);
        if (errors.AsSpan().IndexOfAnyExcept(PointError.None) >= 0)
            return null;
        G2Jacobian sum = G2Jacobian.Infinity;
        foreach (ref readonly G2Affine point in points.AsSpan())
            sum += point;
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
        var keys = new G1Affine[sets.Length];
        byte[] bytes = new byte[sets.Length * G2.CompressedSize];
        for (int i = 0; i < sets.Length; i++)
        {
            keys[i] = Sum(sets[i].PublicKeys.Span);
            if (keys[i].IsInfinity)
                return false;
            sets[i].Signature.AsSpan().CopyTo(bytes.AsSpan(i * G2.CompressedSize));
        }

        var signatures = new G2Affine[sets.Length];
        var errors = new PointError[sets.Length];
        _engine.DecodeG2(bytes, signatures, errors);
        return errors.AsSpan().IndexOfAnyExcept(PointError.None) < 0 && SignatureBatch.Verify(_engine, sets, keys, signatures, seed);
    }

    /// <summary>`CoreVerify` of the draft; the key has passed `KeyValidate`.</summary>
    private static bool CoreVerify(in G1Affine publicKey, ReadOnlySpan<byte> message, in BLSSignature signature) =>
        G2.Decode(signature.AsSpan(), out G2Affine point) == PointError.None
        && Pairing.ProductIsOne([MinusGenerator, publicKey], [point, HashToG2.Hash(message)]);

    private G1Affine Sum(ReadOnlySpan<PublicKey> publicKeys)
    {
        var keys = new ManagedPublicKey[publicKeys.Length];
        for (int i = 0; i < keys.Length; i++)
            keys[i] = Own(publicKeys[i]);
        return _engine.Sum(keys);
    }

    private static G1Affine PointOf(PublicKey key) => Own(key).Point;

    private static ManagedPublicKey Own(PublicKey key) =>
        key as ManagedPublicKey ?? throw new ArgumentException("the key was loaded by another implementation", nameof(key));

    private static bool TryReadSecretKey(in Bytes32 secretKey, out Fr scalar) =>
        Fr.TryRead(secretKey.AsSpan(), out scalar) && !scalar.IsZero;

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

    private bool TryLoad(ReadOnlySpan<BLSPubkey> publicKeys, List<int> missing, PublicKey[] keys)
    {
        byte[] bytes = new byte[missing.Count * G1.CompressedSize];
        for (int i = 0; i < missing.Count; i++)
            publicKeys[missing[i]].AsSpan().CopyTo(bytes.AsSpan(i * G1.CompressedSize));
        var points = new G1Affine[missing.Count];
        var errors = new PointError[missing.Count];
        _engine.DecodeG1(bytes, points, errors);
        for (int i = 0; i < points.Length; i++)
        {
            if (errors[i] != PointError.None || points[i].IsInfinity)
                return false;
            var key = new ManagedPublicKey(in publicKeys[missing[i]], in points[i]);
            _cache.Add(key);
            keys[missing[i]] = key;
        }

        return true;
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
