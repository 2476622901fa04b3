using System.Numerics;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Tests.Crypto.Reference;
using Consensoor.Spec.Ssz;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Bls;

/// <summary><see cref="ManagedBls"/>: known answers of the official vectors, and the relations between its functions.</summary>
public sealed class ManagedBlsTests
{
    private const string SecretKey = "47b8192d77bf871b62e87859d653922725724a5c031afeabc60bcef5ff665138";

    private const string Key = "b301803f8b5ac4a1133581fc676dfedc60d891dd5fa99028805e5ea5b08d3491af75d0707adab3b70c6a6a580217bf81";

    private const string SignatureOfZeros =
        "b23c46be3a001c63ca711f87a005c200cc550b9429d5f4eb38d74322144f1b63926da3388979e5321012fb1a0526bcd1"
        + "00b5ef5fe72628ce4cd5e904aeaa3279527843fae5ca9ca675f4f51ed8f83bbf7155da9ecc9663100a885d5dc6df96d9";

    /// <summary>Of the three keys below on 32 bytes 0xab.</summary>
    private const string AggregateSignature =
        "9712c3edd73a209c742b8250759db12549b3eaf43b5ca61376d9f30e2747dbcf842d8b2ac0901d2a093713e20284a767"
        + "0fcf6954e9ab93de991bb9b313e664785a075fc285806fa5224c82bde146561b446ccfc706a64b8579513cfc4ff1d930";

    private static readonly Bytes48 InfiniteKey = Bytes<Bytes48>("c0" + new string('0', 94));

    private static readonly Bytes96 InfiniteSignature = Bytes<Bytes96>("c0" + new string('0', 190));

    private static readonly Bytes48[] Keys =
    [
        Bytes<Bytes48>("a491d1b0ecd9bb917989f0e74f0dea0422eac4a873e5e2644f368dffb9a6e20fd6e10c1b77654d067c0618f6e5a7f79a"),
        Bytes<Bytes48>(Key),
        Bytes<Bytes48>("b53d21a4cfd562c469cc81514d4ce5a6b577d8403d32a394dc265dd190b47fa9f829fdd7963afdf972e5e77854051f6f"),
    ];

    private static readonly byte[] Message = [.. Enumerable.Repeat((byte)0xab, 32)];

    private readonly ManagedBls _bls = new(cacheCapacity: 64);

    [Fact]
    public void KnownAnswers()
    {
        Assert.Equal(Bytes<Bytes48>(Key), _bls.SkToPk(Bytes<Bytes32>(SecretKey)));
        Assert.Equal(Bytes<Bytes96>(SignatureOfZeros), _bls.Sign(Bytes<Bytes32>(SecretKey), new byte[32]));
        Assert.True(_bls.Verify(Bytes<Bytes48>(Key), new byte[32], Bytes<Bytes96>(SignatureOfZeros)));
        Assert.False(_bls.Verify(Keys[0], new byte[32], Bytes<Bytes96>(SignatureOfZeros)));
        Assert.False(_bls.Verify(Bytes<Bytes48>(Key), Message, Bytes<Bytes96>(SignatureOfZeros)));
        Assert.True(_bls.FastAggregateVerify(Keys, Message, Bytes<Bytes96>(AggregateSignature)));
        Assert.False(_bls.FastAggregateVerify(Keys.AsSpan(0, 2), Message, Bytes<Bytes96>(AggregateSignature)));
        Assert.True(_bls.Verify(_bls.EthAggregatePubkeys(Keys)!.Value, Message, Bytes<Bytes96>(AggregateSignature)));
        Assert.Equal(_bls.EthAggregatePubkeys(Keys), _bls.AggregatePublicKeys(_bls.Load(Keys))!.Bytes);
    }

    [Fact]
    public void InfinityIsASignatureButNoKey()
    {
        Assert.False(_bls.KeyValidate(in InfiniteKey));
        Assert.Null(_bls.Load(in InfiniteKey));
        Assert.False(_bls.Verify(in InfiniteKey, Message, in InfiniteSignature));
        Assert.False(_bls.Verify(Keys[0], Message, in InfiniteSignature));
        Assert.False(_bls.FastAggregateVerify([Keys[0], InfiniteKey], Message, in InfiniteSignature));
        Assert.Null(_bls.EthAggregatePubkeys([Keys[0], InfiniteKey]));
        Assert.Equal(InfiniteSignature, _bls.Aggregate([InfiniteSignature]));
    }

    [Fact]
    public void KeysThatCancelMakeNoKey()
    {
        byte[] negated = Keys[0].ToArray();
        negated[0] ^= 0x20;
        Bytes48[] pair = [Keys[0], new Bytes48(negated)];
        Assert.Equal(InfiniteKey, _bls.EthAggregatePubkeys(pair));
        Assert.Null(_bls.AggregatePublicKeys(_bls.Load(pair)));
        Assert.False(_bls.FastAggregateVerify(pair, Message, in InfiniteSignature));
        Assert.False(_bls.VerifyBatch([new SignatureSet(_bls.Load(pair), new Bytes32(Message), InfiniteSignature)], []));
    }

    [Fact]
    public void EmptyListsAreRefusedExceptByTheExtension()
    {
        Assert.Null(_bls.Aggregate([]));
        Assert.Null(_bls.EthAggregatePubkeys([]));
        Assert.False(_bls.AggregateVerify([], [], in InfiniteSignature));
        Assert.False(_bls.AggregateVerify(Keys, [Message], in InfiniteSignature));
        Assert.False(_bls.FastAggregateVerify(ReadOnlySpan<Bytes48>.Empty, Message, in InfiniteSignature));
        Assert.True(_bls.EthFastAggregateVerify([], Message, in InfiniteSignature));
        Assert.False(_bls.EthFastAggregateVerify([], Message, Bytes<Bytes96>(SignatureOfZeros)));
        Assert.True(_bls.VerifyBatch([], []));
        Assert.False(_bls.VerifyBatch([new SignatureSet(default, new Bytes32(Message), InfiniteSignature)], []));
    }

    [Fact]
    public void SecretKeysOutOfRangeAreRefused()
    {
        foreach (BigInteger key in new[] { BigInteger.Zero, BigFr.R, BigFr.R + 1, (BigInteger.One << 256) - 1 })
        {
            Assert.Null(_bls.SkToPk(new Bytes32(Integers.Bytes(key, 32))));
            Assert.Null(_bls.Sign(new Bytes32(Integers.Bytes(key, 32)), Message));
        }
    }

    [Fact]
    public void SecretMultiplesAreThePublicOnes() =>
        Gen.Frequency(
            (1, Gen.Int[1, 40].Select(x => new BigInteger(x))),
            (1, Gen.Int[1, 40].Select(x => BigFr.R - x)),
            (2, CryptoInputs.Scalars)).Sample(
            k =>
            {
                if (k.IsZero)
                    return;
                var generator = new JacobianPoint<Fp>(in G1.Generator);
                JacobianPoint<Fp> expected = generator.MultiplyVarTime(Integers.Bytes(k, Fr.Size));
                Assert.True(generator.MultiplyConstantTime(Bridge.ToFr(k)).Equals(in expected));
            },
            iter: 100);

    [Fact]
    public void WhatIsSignedVerifiesAloneTogetherAndInBatches() =>
        Gen.Select(Gen.Byte.Array[32].Array[1, 5], Gen.Byte.Array[32]).Sample(
            (seeds, message) =>
            {
                Bytes32[] secrets =
                [
                    .. seeds.Select(seed => new Bytes32(Integers.Bytes((new BigInteger(seed, isUnsigned: true) % (BigFr.R - 1)) + 1, 32)))
                ];
                Bytes48[] keys = [.. secrets.Select(secret => _bls.SkToPk(in secret)!.Value)];
                Bytes96[] same = [.. secrets.Select(secret => _bls.Sign(in secret, message)!.Value)];
                Bytes96[] own = [.. secrets.Select((secret, i) => _bls.Sign(in secret, seeds[i])!.Value)];
                Bytes96 sum = _bls.Aggregate(same)!.Value;

                Assert.True(_bls.FastAggregateVerify(keys, message, in sum));
                Assert.False(_bls.FastAggregateVerify(keys, seeds[0], in sum));
                Assert.True(
                    _bls.AggregateVerify(keys, [.. seeds.Select(seed => new ReadOnlyMemory<byte>(seed))], _bls.Aggregate(own)!.Value));

                PublicKey[] loaded = _bls.Load(keys)!;
                SignatureSet[] sets =
                [
                    new(loaded, new Bytes32(message), sum),
                    .. loaded.Select((key, i) => new SignatureSet(new[] { key }, new Bytes32(message), same[i])),
                    .. loaded.Select((key, i) => new SignatureSet(new[] { key }, new Bytes32(seeds[i]), own[i])),
                ];
                Assert.True(_bls.VerifyBatch(sets, message));

                // Errors that cancel in the plain sum: two signatures exchanged.
                (sets[0], sets[^1]) = (sets[0] with { Signature = sets[^1].Signature }, sets[^1] with { Signature = sets[0].Signature });
                Assert.False(_bls.VerifyBatch(sets, message));
            },
            iter: 4);

    [Fact]
    public void AnswersDoNotDependOnTheCache()
    {
        var small = new ManagedBls(cacheCapacity: 4);
        for (int round = 0; round < 2; round++)
        {
            for (byte i = 1; i < 20; i++)
            {
                byte[] secret = new byte[32];
                secret[31] = i;
                Bytes48 key = small.SkToPk(new Bytes32(secret))!.Value;
                Assert.Equal(key, small.Load(in key)!.Bytes);
                byte[] broken = key.ToArray();
                broken[0] &= 0x7f;
                Assert.Null(small.Load(new Bytes48(broken)));
            }
        }
    }

    private static T Bytes<T>(string hex)
        where T : struct
    {
        object value = Convert.FromHexString(hex) switch
        {
            { Length: 32 } bytes => new Bytes32(bytes),
            { Length: 48 } bytes => new Bytes48(bytes),
            byte[] bytes => new Bytes96(bytes),
        };
        return (T)value;
    }
}
