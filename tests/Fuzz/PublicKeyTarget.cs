using Consensoor.Spec.Crypto.Bls;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz;

/// <summary>Public keys: the decoder itself, and every method of <see cref="IBls"/> that takes a key.</summary>
internal sealed class PublicKeyTarget : IFuzzTarget
{
    private static readonly BLSPubkey[] Good = [.. HostilePoints.G1.Valid.Select(static bytes => new BLSPubkey(bytes))];
    private static readonly BLSSignature Signature = new(HostilePoints.G2.Valid[0]);

    // A small cache: most good keys are found in it, some are pushed out and decoded anew.
    private readonly ManagedBls _bls = new(cacheCapacity: 64);

    // Hardly a cache at all: long lists are decoded whole.
    private readonly ManagedBls _decoding = new(cacheCapacity: 4);

    public string Name => "public keys";

    public int Share => 32;

    public string Run(FuzzRandom random)
    {
        byte[] bytes = HostilePoints.G1.Next(random);
        PointError error = G1.Decode(bytes, out AffinePoint<Fp> point);
        if (bytes.Length != G1.CompressedSize)
        {
            Require(error == PointError.WrongLength, "a key of another length is decoded", bytes);
            return error.ToString();
        }

        bool isKey = error == PointError.None && !point.IsInfinity;
        var key = new BLSPubkey(bytes);
        Require(_bls.Load(in key) is not null == isKey, "Load and Decode", bytes);
        if (random.OneIn(isKey ? 4 : 16))
            CheckAll(in key, isKey, random);
        if (random.OneIn(128))
        {
            BLSPubkey[] many = Around(in key, 40, random);
            Require(_decoding.Load(many) is not null == isKey, $"Load of {many.Length} at once and Decode", bytes);
        }

        if (error == PointError.None)
        {
            byte[] back = new byte[G1.CompressedSize];
            G1.Encode(in point, back);
            Require(back.AsSpan().SequenceEqual(bytes), "Encode after Decode", bytes);
        }

        return error != PointError.None ? error.ToString() : isKey ? "accepted" : "Infinity";
    }

    private void CheckAll(in BLSPubkey key, bool isKey, FuzzRandom random)
    {
        ReadOnlySpan<byte> bytes = key.AsSpan();
        Require(_bls.KeyValidate(in key) == isKey, "KeyValidate and Decode", bytes);
        BLSPubkey[] many = Around(in key, 10, random);
        Require(_bls.Load(many) is not null == isKey, "Load of many and Decode", bytes);
        BLSPubkey? alone = _bls.EthAggregatePubkeys([key]);
        Require(isKey ? alone == key : alone is null, "EthAggregatePubkeys and Decode", bytes);
        if (isKey)
            return;
        Require(!_bls.Verify(in key, [], in Signature), "Verify takes what is no key", bytes);
        Require(!_bls.FastAggregateVerify(many, [], in Signature), "FastAggregateVerify takes what is no key", bytes);
        Require(!_bls.EthFastAggregateVerify(many, [], in Signature), "EthFastAggregateVerify takes what is no key", bytes);
        Require(
            !_bls.AggregateVerify(many, new ReadOnlyMemory<byte>[many.Length], in Signature),
            "AggregateVerify takes what is no key",
            bytes);
    }

    /// <summary>The key somewhere among fewer than so many good ones.</summary>
    private static BLSPubkey[] Around(in BLSPubkey key, int bound, FuzzRandom random)
    {
        var many = new BLSPubkey[1 + random.Next(bound)];
        for (int i = 0; i < many.Length; i++)
            many[i] = Good[i % Good.Length];
        many[random.Next(many.Length)] = key;
        return many;
    }
}
