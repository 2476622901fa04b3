using Consensoor.Spec.Crypto;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Tests.Crypto.Reference;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Bls;

/// <summary><see cref="ManagedBls.VerifyBatch"/>: one bad set in any position spoils the batch, and errors made to cancel do not.</summary>
public sealed class BatchTests
{
    /// <summary>Over every lane width, with a rest.</summary>
    private const int Size = 17;

    private static readonly byte[] Seed = [1, 2, 3, 4, 5, 6, 7, 8];
    private static readonly ManagedBls Bls = new(BlsEngine.Of(VectorWidth.None), cacheCapacity: 64);
    private static readonly Bytes32[] Secrets =
        [.. Enumerable.Range(1, Size + 1).Select(i => new Bytes32(Integers.Bytes(BigFr.Power(5, 1000 * i), 32)))];
    private static readonly PublicKey[] Keys = [.. Secrets.Select(secret => Bls.Load(Bls.SkToPk(in secret)!.Value)!)];

    /// <summary>The widths that this CPU has, and an engine for each.</summary>
    public static TheoryData<VectorWidth> Engines => [.. Widths()];

    /// <summary>For each engine, how the signing roots of a batch lie: set i has root i modulo the number.</summary>
    public static TheoryData<VectorWidth, int> Layouts
    {
        get
        {
            var layouts = new TheoryData<VectorWidth, int>();
            foreach (VectorWidth width in Widths())
            {
                foreach (int roots in (int[])[Size, 3, 1])
                    layouts.Add(width, roots);
            }

            return layouts;
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void GoodBatchesOfEverySizePass(VectorWidth width)
    {
        ManagedBls bls = With(width);
        foreach (int roots in (int[])[Size, 3, 1])
        {
            SignatureSet[] sets = Batch(roots);
            for (int count = 0; count <= Size; count++)
                Assert.True(bls.VerifyBatch(sets.AsSpan(0, count), Seed));
        }

        // One set of many keys, and many sets of the same.
        Bytes96 sum = Bls.Aggregate([.. Secrets.Select(secret => Bls.Sign(in secret, RootOf(0).AsSpan())!.Value)])!.Value;
        SignatureSet all = new(Keys, RootOf(0), sum);
        Assert.True(bls.VerifyBatch([all, .. Batch(3), all, all], []));
        Assert.False(bls.VerifyBatch([all with { PublicKeys = Keys.AsMemory(1) }, .. Batch(3), all, all], []));
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void OneBadSetInAnyPositionIsRefused(VectorWidth width, int roots)
    {
        ManagedBls bls = With(width);
        SignatureSet[] good = Batch(roots);
        Assert.True(bls.VerifyBatch(good, Seed));
        for (int i = 0; i < Size; i++)
        {
            // Every kind in every position where the roots differ; elsewhere three kinds a position, in turn.
            (string Kind, SignatureSet Set)[] kinds = [.. Spoiled(good[i], i)];
            foreach ((string kind, SignatureSet bad) in roots == Size ? kinds : kinds.Where((_, k) => (k + i) % kinds.Length < 3))
            {
                SignatureSet[] sets = [.. good];
                sets[i] = bad;
                Assert.False(bls.VerifyBatch(sets, Seed), $"{kind} at {i}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void ErrorsThatCancelInThePlainSumAreRefused(VectorWidth width, int roots)
    {
        ManagedBls bls = With(width);
        SignatureSet[] good = Batch(roots);
        BigPoint<BigFp2> difference = BigG2.Generator.Multiply(123456789);
        foreach ((int i, int j) in (ReadOnlySpan<(int, int)>)[(0, 1), (0, Size - 1), (7, 8), (3, 4), (15, 16), (2, 11)])
        {
            SignatureSet[] shifted = [.. good], exchanged = [.. good], opposite = [.. good];
            shifted[i] = good[i] with { Signature = Add(good[i].Signature, difference) };
            shifted[j] = good[j] with { Signature = Add(good[j].Signature, -difference) };
            exchanged[i] = good[i] with { Signature = good[j].Signature };
            exchanged[j] = good[j] with { Signature = good[i].Signature };

            // Over one root the keys' side cancels too: each key takes the other's signature.
            opposite[i] = good[i] with { PublicKeys = good[j].PublicKeys };
            opposite[j] = good[j] with { PublicKeys = good[i].PublicKeys };
            Assert.False(bls.VerifyBatch(shifted, []));
            Assert.False(bls.VerifyBatch(shifted, Seed));
            Assert.False(bls.VerifyBatch(exchanged, Seed));
            Assert.False(bls.VerifyBatch(opposite, Seed));

            // The plain sums agree: only the coefficients tell.
            Assert.Equal(Bls.Aggregate([.. good.Select(set => set.Signature)]), Bls.Aggregate([.. shifted.Select(set => set.Signature)]));
        }

        SignatureSet[] three = [.. good];
        three[1] = good[1] with { Signature = Add(good[1].Signature, difference) };
        three[9] = good[9] with { Signature = Add(good[9].Signature, difference) };
        three[16] = good[16] with { Signature = Add(good[16].Signature, -(difference + difference)) };
        Assert.False(bls.VerifyBatch(three, Seed));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void PartsOfSmallOrderAreRefusedWhateverTheCoefficients(VectorWidth width)
    {
        ManagedBls bls = With(width);
        // A coefficient of two halves lets a part of order 13 vanish once in 169 times; a thousand seeds would find a batch that passes.
        SignatureSet[] good = Batch(Size);
        foreach (BigPoint<BigFp2> small in CryptoInputs.OutsideG2)
        {
            SignatureSet bad = good[0] with { Signature = Add(good[0].Signature, small) };
            int seeds = small.Multiply(13).IsInfinity ? 1000 : 10;
            for (int seed = 0; seed < seeds; seed++)
                Assert.False(bls.VerifyBatch([bad, .. good.AsSpan(1, 3)], Integers.Bytes(seed, 4)));
        }
    }

    private static IEnumerable<(string Kind, SignatureSet Set)> Spoiled(SignatureSet set, int i)
    {
        Bytes32 secret = Secrets[i], otherSecret = Secrets[^1];
        yield return ("another message", set with { Signature = Bls.Sign(in secret, new byte[32])!.Value });
        yield return ("another root", set with { SigningRoot = RootOf(200) });
        yield return ("another key", set with { PublicKeys = new[] { Keys[^1] } });
        yield return ("another key's signature", set with { Signature = Bls.Sign(in otherSecret, set.SigningRoot.AsSpan())!.Value });
        yield return ("one key more", set with { PublicKeys = new[] { Keys[i], Keys[^1] } });
        yield return ("no key", set with { PublicKeys = default });
        yield return ("infinity", set with { Signature = new Bytes96(BigG2.Encode(BigPoint<BigFp2>.Infinity)) });
        yield return ("the generator", set with { Signature = new Bytes96(BigG2.Encode(BigG2.Generator)) });
        yield return ("negated", set with { Signature = With(set.Signature, 0, 0x20) });
        yield return ("malformed", set with { Signature = With(set.Signature, 0, 0x80) });
        yield return ("outside the group", set with { Signature = Add(set.Signature, CryptoInputs.OutsideG2[2]) });
    }

    private static IEnumerable<VectorWidth> Widths() =>
        ((VectorWidth[])[VectorWidth.V512, VectorWidth.V256, VectorWidth.None]).Where(CryptoLanes.IsSupported);

    private static ManagedBls With(VectorWidth width) => new(BlsEngine.Of(width), cacheCapacity: 64);

    private static SignatureSet[] Batch(int roots) =>
        [.. Enumerable.Range(0, Size).Select(
            i => new SignatureSet(new[] { Keys[i] }, RootOf(i % roots), Bls.Sign(in Secrets[i], RootOf(i % roots).AsSpan())!.Value))];

    private static Bytes32 RootOf(int i) => new(Integers.Bytes(1000 + i, 32));

    private static Bytes96 With(Bytes96 signature, int index, byte flip)
    {
        byte[] bytes = signature.ToArray();
        bytes[index] ^= flip;
        return new Bytes96(bytes);
    }

    private static Bytes96 Add(Bytes96 signature, BigPoint<BigFp2> difference)
    {
        Assert.Equal(PointError.None, BigG2.Decode(signature.AsSpan(), out BigPoint<BigFp2> point));
        return new Bytes96(BigG2.Encode(point + difference));
    }
}
