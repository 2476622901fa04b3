using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Signatures;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Transition.Signatures;

public class BatchVerifierTests
{
    private const int Keys = 6;

    private static readonly ManagedBls Bls = new();
    private static readonly Bytes32[] SecretKeys = [.. Enumerable.Range(1, Keys).Select(SecretKey)];
    private static readonly BLSPubkey[] Pubkeys = [.. SecretKeys.Select(key => Bls.SkToPk(key)!.Value)];

    // Who signs, what (few roots, so that sets share them), and which lie: 0 tells the truth, 1 signs another root, 2 is no point at all.
    private static readonly Gen<(int Signers, byte Root, int Lie)[]> Claims = Gen.Select(
        Gen.Int[0, (1 << Keys) - 1],
        Gen.Byte[0, 2],
        Gen.Frequency((6, Gen.Const(0)), (1, Gen.Const(1)), (1, Gen.Const(2)))).Array[0, 8];

    [Fact]
    public void BatchAndImmediateVerifierAgreeOnEverySignature() => Claims.Sample(
        claims =>
        {
            var immediate = new ImmediateVerifier(Bls);
            var batch = new BatchVerifier(Bls);
            var expected = new List<int>();
            foreach (var (signers, root, lie) in claims)
            {
                BLSPubkey[] pubkeys = [.. Pubkeys.Where((_, i) => (signers >> i & 1) != 0)];
                var holds = immediate.Verify(pubkeys, RootOf(root), SignatureOf(signers, root, lie));
                if (!batch.Verify(pubkeys, RootOf(root), SignatureOf(signers, root, lie)))
                {
                    Assert.False(holds);
                }
                else if (!holds)
                {
                    expected.Add(batch.Sets.Count - 1);
                }
            }

            Assert.Equal(expected, batch.Complete([1, 2, 3]));
            Assert.Empty(batch.Sets);
        },
        iter: 12);

    [Fact]
    public void AMalformedKeyIsRefusedAtOnce()
    {
        var batch = new BatchVerifier(Bls);
        Assert.False(batch.Verify([Pubkeys[0], default], RootOf(0), SignatureOf(1, 0, 0)));
        Assert.False(batch.VerifyNow(default, RootOf(0), SignatureOf(1, 0, 0)));
        Assert.True(batch.VerifyNow(Pubkeys[0], RootOf(0), SignatureOf(1, 0, 0)));
        Assert.Empty(batch.Complete([]));
    }

    private static BLSSignature SignatureOf(int signers, byte root, int lie)
    {
        if (lie == 2)
        {
            return default;
        }

        BLSSignature[] signatures = [.. SecretKeys
            .Where((_, i) => (signers >> i & 1) != 0)
            .Select(key => Bls.Sign(key, RootOf((byte)(root + lie)).AsSpan())!.Value)];
        return Bls.Aggregate(signatures) ?? Constants.G2PointAtInfinity;
    }

    private static Root RootOf(byte value)
    {
        Span<byte> bytes = stackalloc byte[32];
        bytes.Fill(value);
        return new Root(bytes);
    }

    private static Bytes32 SecretKey(int value)
    {
        Span<byte> bytes = stackalloc byte[32];
        bytes.Clear();
        bytes[31] = (byte)value;
        return new Bytes32(bytes);
    }
}
