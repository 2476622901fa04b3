using Consensoor.Actors.Scenarios;
using Consensoor.Interop.Genesis;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Xunit;

namespace Consensoor.Actors.Tests.Scenarios;

/// <summary>The keyed hash that long scenarios use tells what BLS12-381 tells: the same answers to the same questions.</summary>
public sealed class KeyedBlsTests
{
    private static readonly byte[] Message = [.. Enumerable.Repeat((byte)7, 32)];
    private static readonly byte[] Other = [.. Enumerable.Repeat((byte)8, 32)];

    public static TheoryData<IBls> Schemes => [KeyedBls.Shared, ManagedBls.Shared, new RememberingBls(ManagedBls.Shared)];

    [Theory]
    [MemberData(nameof(Schemes), DisableDiscoveryEnumeration = true)]
    public void ItTellsValidFromInvalid(IBls bls)
    {
        var secrets = InteropGenesis.SecretKeys(0, 3);
        BLSPubkey[] pubkeys = [.. secrets.Select(secret => bls.SkToPk(secret)!.Value)];
        BLSSignature[] signatures = [.. secrets.Select(secret => bls.Sign(secret, Message)!.Value)];
        Assert.True(bls.Verify(pubkeys[0], Message, signatures[0]));
        Assert.False(bls.Verify(pubkeys[0], Other, signatures[0]));
        Assert.False(bls.Verify(pubkeys[1], Message, signatures[0]));

        var sum = bls.Aggregate(signatures)!.Value;
        Assert.True(bls.FastAggregateVerify(pubkeys, Message, sum));
        Assert.False(bls.FastAggregateVerify(pubkeys.AsSpan(1), Message, sum));
        Assert.False(bls.FastAggregateVerify(pubkeys, Other, sum));
        Assert.False(bls.FastAggregateVerify(ReadOnlySpan<BLSPubkey>.Empty, Message, sum));
        Assert.True(bls.Verify(bls.AggregatePublicKeys(bls.Load(pubkeys)!)!, Message, sum));
        Assert.Equal(bls.EthAggregatePubkeys(pubkeys), bls.AggregatePublicKeys(bls.Load(pubkeys)!)!.Bytes);
        Assert.Null(bls.Aggregate([]));

        var different = bls.Aggregate([signatures[0], bls.Sign(secrets[1], Other)!.Value])!.Value;
        ReadOnlyMemory<byte>[] messages = [Message, Other];
        Assert.True(bls.AggregateVerify(pubkeys.AsSpan(0, 2), messages, different));
        Assert.False(bls.AggregateVerify([pubkeys[1], pubkeys[0]], messages, different));

        SignatureSet Set(int i, byte[] message) => new(bls.Load(pubkeys.AsSpan(i, 1)), new Root(message), signatures[i]);
        Assert.True(bls.VerifyBatch([Set(0, Message), Set(1, Message)], Message));
        Assert.False(bls.VerifyBatch([Set(0, Message), Set(1, Other)], Message));
    }

    [Fact]
    public void ItLearnsTheSumOfACommittee()
    {
        BLSPubkey[] pubkeys = [.. InteropGenesis.SecretKeys(10, 4).Select(secret => KeyedBls.Shared.SkToPk(secret)!.Value)];
        var committee = new SyncCommittee { Pubkeys = [.. pubkeys], AggregatePubkey = KeyedBls.Shared.EthAggregatePubkeys(pubkeys)!.Value };
        var sum = KeyedBls.Shared.Aggregate(
            [.. InteropGenesis.SecretKeys(10, 4).Select(secret => KeyedBls.Shared.Sign(secret, Message)!.Value)])!.Value;
        KeyedBls.Shared.Learn(committee);
        Assert.True(KeyedBls.Shared.Verify(committee.AggregatePubkey, Message, sum));
        Assert.False(KeyedBls.Shared.Verify(committee.AggregatePubkey, Other, sum));
    }

    [Theory]
    [MemberData(nameof(Schemes), DisableDiscoveryEnumeration = true)]
    public void ItRefusesWhatIsNoKeyAndNoSignature(IBls bls)
    {
        var infinity = new BLSPubkey([0xC0, .. new byte[47]]);
        var empty = new BLSSignature([0xC0, .. new byte[95]]);
        Assert.False(bls.KeyValidate(infinity));
        Assert.Null(bls.Load(infinity));
        Assert.Null(bls.Load(default(BLSPubkey)));
        Assert.Null(bls.SkToPk(default));
        Assert.Null(bls.Sign(default, Message));
        Assert.Null(bls.Aggregate([default]));
        Assert.True(bls.EthFastAggregateVerify([], Message, empty));
        Assert.False(bls.EthFastAggregateVerify([], Message, default));
        var secret = InteropGenesis.SecretKeys(0, 1)[0];
        byte[] bent = [.. bls.Sign(secret, Message)!.Value.AsSpan()];
        bent[^1] ^= 1;
        Assert.False(bls.Verify(bls.SkToPk(secret)!.Value, Message, new BLSSignature(bent)));
    }
}
