using Consensoor.Actors.Scenarios;
using Consensoor.Interop.Genesis;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Tests.Crypto.Bls;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Scenarios;

/// <summary>What is remembered is what the other implementation says, and is not asked for again.</summary>
public sealed class RememberingBlsTests
{
    private const int Keys = 3, Messages = 3;

    private static readonly IBls Twin = KeyedBls.Shared;
    private static readonly BLSPubkey[] Pubkeys = [.. InteropGenesis.SecretKeys(0, Keys).Select(secret => Twin.SkToPk(secret)!.Value)];

    // Who says that it signed, who signed, what it says that it signed, and what it signed.
    private static readonly Gen<(int Claimed, int Signer, int Message, int Signed)> Claim =
        Gen.Select(Gen.Int[0, Keys - 1], Gen.Int[0, Keys - 1], Gen.Int[0, Messages - 1], Gen.Int[0, Messages - 1], Gen.Bool).Select(
            static (claimed, signer, message, signed, isRight) =>
                isRight ? (claimed, claimed, message, message) : (claimed, signer, message, signed));

    [Theory]
    [InlineData(2)]
    [InlineData(1000)]
    public void WhateverIsAskedTheAnswersAreTheOthers(int capacity) => Claim.Array[0, 4].Array[1, 30].Sample(batches =>
    {
        var bls = new RememberingBls(Twin, capacity);
        foreach (var batch in batches)
        {
            SignatureSet[] sets = [.. batch.Select(SetOf)];
            Assert.Equal(Twin.VerifyBatch(sets, []), bls.VerifyBatch(sets, []));
            foreach (var set in sets)
            {
                var keys = set.PublicKeys.Span;
                var root = set.SigningRoot.AsSpan();
                Assert.Equal(Twin.Verify(keys[0], root, set.Signature), bls.Verify(keys[0], root, set.Signature));
                Assert.Equal(Twin.FastAggregateVerify(keys, root, set.Signature), bls.FastAggregateVerify(keys, root, set.Signature));
            }

            BLSSignature[] signatures = [.. sets.Select(static set => set.Signature)];
            Assert.Equal(Twin.Aggregate(signatures), bls.Aggregate(signatures));
            Assert.Equal(batch.Select(Sign(Twin)), batch.Select(Sign(bls)));
        }
    });

    [Fact]
    public void WhatFailedWithOthersIsFoundAmongThemAndRemembered()
    {
        var inner = new CountingBls();
        var bls = new RememberingBls(inner);
        var (good, other, wrong) = (SetOf((0, 0, 0, 0)), SetOf((1, 1, 0, 0)), SetOf((2, 1, 0, 0)));
        Assert.False(bls.VerifyBatch([good, wrong], []));
        Assert.True(bls.VerifyBatch([good], []));
        Assert.False(bls.VerifyBatch([wrong], []));
        Assert.True(bls.VerifyBatch([other, good], []));
        Assert.Equal([2, 1, 1, 1], inner.Batches);

        Assert.False(bls.VerifyBatch([good, wrong, other], []));
        Assert.True(bls.VerifyBatch([good, other], []));
        Assert.False(bls.FastAggregateVerify(wrong.PublicKeys.Span, wrong.SigningRoot.AsSpan(), wrong.Signature));
        Assert.Equal(4, inner.Batches.Count);
        Assert.Equal(0, inner.Alone);
    }

    [Fact]
    public void ABatchThatHoldsAnswersBatchesAndNoSignatureByItself()
    {
        var inner = new CountingBls();
        var bls = new RememberingBls(inner);
        var (good, other) = (SetOf((0, 0, 0, 0)), SetOf((1, 1, 0, 0)));
        Assert.True(bls.VerifyBatch([good, other], []));
        Assert.True(bls.VerifyBatch([other, good], []));
        Assert.Equal([2], inner.Batches);
        Assert.True(bls.FastAggregateVerify(other.PublicKeys.Span, other.SigningRoot.AsSpan(), other.Signature));
        Assert.True(bls.FastAggregateVerify(other.PublicKeys.Span, other.SigningRoot.AsSpan(), other.Signature));
        Assert.Equal(1, inner.Alone);
    }

    [Fact]
    public void AKeyMoreOrAnotherOrderIsAnotherQuestion()
    {
        var bls = new RememberingBls(Twin);
        var message = Message(0);
        BLSSignature[] signatures = [.. InteropGenesis.SecretKeys(0, 2).Select(secret => Twin.Sign(secret, message)!.Value)];
        var sum = Twin.Aggregate(signatures)!.Value;
        Assert.True(bls.FastAggregateVerify(Pubkeys.AsSpan(0, 2), message, sum));
        Assert.False(bls.FastAggregateVerify(Pubkeys.AsSpan(0, 3), message, sum));
        Assert.False(bls.FastAggregateVerify(Pubkeys.AsSpan(0, 1), message, sum));
        Assert.True(bls.FastAggregateVerify([Pubkeys[1], Pubkeys[0]], message, sum));
        Assert.False(bls.FastAggregateVerify(Pubkeys.AsSpan(0, 2), Message(1), sum));
        Assert.False(bls.FastAggregateVerify(Pubkeys.AsSpan(0, 2), message, signatures[0]));
    }

    private static byte[] Message(int number) => [.. Enumerable.Repeat((byte)number, 32)];

    private static SignatureSet SetOf((int Claimed, int Signer, int Message, int Signed) claim) =>
        new(Twin.Load(Pubkeys.AsSpan(claim.Claimed, 1))!, new Root(Message(claim.Message)), Sign(Twin)(claim)!.Value);

    private static Func<(int Claimed, int Signer, int Message, int Signed), BLSSignature?> Sign(IBls bls) =>
        claim => bls.Sign(InteropGenesis.SecretKeys(claim.Signer, 1)[0], Message(claim.Signed));

    private sealed class CountingBls() : ForwardingBls(Twin)
    {
        public List<int> Batches { get; } = [];

        public int Alone { get; private set; }

        public override bool FastAggregateVerify(ReadOnlySpan<PublicKey> publicKeys, ReadOnlySpan<byte> message, in BLSSignature signature)
        {
            Alone++;
            return base.FastAggregateVerify(publicKeys, message, signature);
        }

        public override bool VerifyBatch(ReadOnlySpan<SignatureSet> sets, ReadOnlySpan<byte> seed)
        {
            Batches.Add(sets.Length);
            return base.VerifyBatch(sets, seed);
        }
    }
}
