using Consensoor.Actors.Sync;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Sync;

/// <summary>
/// Tests ranges that are fetched ahead of their turn against the sync that fetches one after the other: whatever order answers come in,
/// whatever is lost or lied about, the chain takes the same blocks in the same order.
/// </summary>
public sealed class RangeSyncAheadTests
{
    [Fact]
    public void TheChainTakesTheSameBlocksInTheSameOrderAsFromOneRangeAfterTheOther() => Gen.Select(
        Gen.Int[0, 90], Gen.Int[0, 90].Array[0, 50], Gen.Enum<RangeManner>().Array[0, 5], Gen.Int[2, 4], Gen.Int, Gen.Int[1, 60])
        .Sample(
            static (length, holes, others, ranges, seed, most) =>
            {
                Slot[] chain = ChainOf(length, holes);
                RangeManner[] manners = [.. others, RangeManner.Honest];
                var (one, many) = (new RangeRun(chain, manners, 1, seed), new RangeRun(chain, manners, ranges, seed, most));
                one.ToEnd();
                many.ToEnd();
                AssertSame(one, many);
                Assert.All(many.Penalized.Select(peer => manners[peer]), static manner =>
                    Assert.True(manner is RangeManner.Empty or RangeManner.Forged or RangeManner.WrongSlots));
                Assert.InRange(many.MostAtOnce, 0, ranges);
            },
            iter: 3000);

    /// <summary>Among honest peers, of which each may lose an answer, nothing is handed over twice either.</summary>
    [Fact]
    public void AmongHonestPeersEachBlockIsHandedOverOnce() => Gen.Select(
        Gen.Int[0, 150], Gen.Int[0, 150].Array[0, 40], Gen.Int[1, 5], Gen.Int[1, 4], Gen.Int, Gen.Bool)
        .Sample(
            static (length, holes, peers, ranges, seed, loses) =>
            {
                Slot[] chain = ChainOf(length, holes);
                RangeManner[] manners = [.. Enumerable.Repeat(loses ? RangeManner.Loses : RangeManner.Honest, peers), RangeManner.Honest];
                var run = new RangeRun(chain, manners, ranges, seed);
                run.ToEnd();
                Assert.Equal(chain.Skip(1).Take(run.HandedOver.Count), run.HandedOver);
                Assert.InRange(run.Head, chain[^1] - Math.Min(chain[^1], (Slot)SyncTestSettings.Settings.Tolerance), chain[^1]);
                Assert.Empty(run.Penalized);
            },
            iter: 1000);

    /// <summary>Where an answer takes two and a half seconds and an import one, so many ranges at once go so many times as fast.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void WhatIsFetchedMeanwhileIsNotWaitedFor(int ranges)
    {
        Slot[] chain = ChainOf(400, []);
        RangeManner[] manners = [.. Enumerable.Repeat(RangeManner.Steady, 5)];
        var (one, many) = (new RangeRun(chain, manners, 1, 1), new RangeRun(chain, manners, ranges, 1));
        one.ToEnd();
        many.ToEnd();
        AssertSame(one, many);
        Assert.InRange(many.Took / one.Took, (1d / ranges) - 0.02, (1d / ranges) + 0.1);
    }

    [Fact]
    public void WhereMoreBytesWaitThanMayTheLastRangeIsAskedForInItsTurn()
    {
        Slot[] chain = ChainOf(200, []);
        RangeManner[] manners = [.. Enumerable.Repeat(RangeManner.Steady, 5)];
        var (one, many) = (new RangeRun(chain, manners, 1, 1), new RangeRun(chain, manners, 4, 1, most: 10));
        one.ToEnd();
        many.ToEnd();
        AssertSame(one, many);

        // A range has eight blocks: one may wait. What was asked for before that was known was asked for in vain.
        Assert.InRange(many.Asked, one.Asked + 1, one.Asked + 6);
        Assert.True(many.Took < 0.6 * one.Took);
    }

    /// <summary>Slots that nobody proposed in take no room, and say nothing of those that come after them.</summary>
    [Fact]
    public void AnEmptyRangeDoesNotSayHowLargeTheNextIs()
    {
        var spec = new ChainSpec(Preset.Minimal, ChainConfig.Minimal with { AltairForkEpoch = ulong.MaxValue });
        var machine = new RangeSync(
            SyncTestSettings.Settings with { Ranges = 4, RangeBytes = 10 }, spec, bytesOf: static batch => batch.Blocks.Count);
        PeerInfo[] peers = [.. Enumerable.Range(0, 5).Select(static index => new PeerInfo($"{index}", new Status { HeadSlot = 100 }, 0))];
        Slot[] chain = [.. Enumerable.Range(1, 100).Where(static slot => slot is < 18 or > 25).Select(static slot => (Slot)slot)];
        var (now, id) = (DateTimeOffset.UnixEpoch, 0UL);
        Question? Next() => machine.Next(new ChainPosition(1, 101), now, peers, () => ++id);
        Question[] asked = [Next()!, Next()!, Next()!];
        Assert.Equal([2UL, 10UL, 18UL], asked.Select(static question => ((BeaconBlocksByRange)question.Request).StartSlot));
        foreach (var question in asked.Skip(1))
        {
            var blocks = RangeAnswers.BlocksOf(chain, (BeaconBlocksByRange)question.Request);
            var answer = new PeerAnswered(question.Id, question.Peer, question.Request, PeerResult.Answered, [.. blocks]);
            Assert.Null(machine.Answer(answer, now).Import);
        }

        // One of eight waits, of ten that may.
        Assert.Equal((2, 8L), (machine.Ahead, machine.AheadBytes));
        Assert.Null(Next());
    }

    private static Slot[] ChainOf(int length, int[] holes) =>
    [
        .. Enumerable.Range(1, length + 1).Where(slot => slot is 1 || slot == length + 1 || !holes.Contains(slot))
            .Select(static slot => (Slot)slot)
    ];

    // Either may have stopped where it no longer counts as behind.
    private static void AssertSame(RangeRun one, RangeRun many)
    {
        var (last, tolerance) = (one.Chain[^1], (Slot)SyncTestSettings.Settings.Tolerance);
        Assert.InRange(one.Head, last - Math.Min(last, tolerance), last);
        Assert.InRange(many.Head, last - Math.Min(last, tolerance), last);
        var count = Math.Min(one.Taken.Count, many.Taken.Count);
        Assert.Equal(one.Taken.Take(count), many.Taken.Take(count));
    }
}
