using Consensoor.Actors.Reporting;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Xunit;

namespace Consensoor.Actors.Tests.Reporting;

/// <summary>Where a late block's time went, in one line.</summary>
public sealed class LateBlockTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddHours(1), Due = Start.AddSeconds(4);

    [Fact]
    public void ABlockInTimeIsNotTold() => Assert.Null(new LateBlocks().Of(Block(new Source.Peer("p", 1), 1000, 3000), Start, Due));

    [Fact]
    public void ABlockThatWasFetchedIsNotTold() => Assert.Null(new LateBlocks().Of(Block(new Source.Sync("p"), 1000, 9000), Start, Due));

    [Fact]
    public void WhatTookLongHereIsToBeWatched()
    {
        var late = new LateBlocks();
        var (came, judged) = (Start.AddMilliseconds(500), Start.AddMilliseconds(990));
        late.Take(new GossipJudged(JudgedPart.Block, 7, false, came, judged, GossipDecision.Accept));
        var block = Block(new Source.Peer("p", 7), 1000, 5500) with
        {
            BegunAt = Start.AddMilliseconds(1010),
            TransitionedAt = Start.AddMilliseconds(1200),
            ExecutionAt = Start.AddMilliseconds(5400),
        };
        Assert.Equal(
            (
                "block 0x00000000 of slot 9 is 1.50 s late: arrived 500 ms into the slot, checks 500 ms, "
                    + "wait for its parent or a worker 10 ms, transition 190 ms, execution layer 4.20 s, data and import 100 ms",
                true),
            late.Of(block, Start, Due));
    }

    [Fact]
    public void WhatArrivedLateIsNobodysHere()
    {
        var late = new LateBlocks().Of(Block(new Source.Peer("p", 8), 4100, 4200), Start, Due);
        Assert.Equal(("block 0x00000000 of slot 9 is 200 ms late: arrived 4.10 s into the slot, data and import 100 ms", false), late);
    }

    [Fact]
    public void WhatArrivedALittleLateAndTookLongHereIsToBeWatched()
    {
        var block = Block(new Source.Peer("p", 8), 4010, 9100) with
        {
            BegunAt = Start.AddMilliseconds(4020),
            TransitionedAt = Start.AddMilliseconds(9020),
        };
        Assert.True(new LateBlocks().Of(block, Start, Due)!.Value.IsHere);
    }

    [Fact]
    public void OnlyWhatWasAcceptedIsRemembered()
    {
        var late = new LateBlocks();
        var came = Start.AddMilliseconds(500);
        late.Take(new GossipJudged(JudgedPart.Block, 7, false, came, came, GossipDecision.Accept));
        for (var i = 0UL; i < LateBlocks.MaxJudged; i++)
        {
            late.Take(new GossipJudged(JudgedPart.Block, 8 + i, false, came, came, GossipDecision.Ignore));
        }

        var (line, _) = late.Of(Block(new Source.Peer("p", 7), 4100, 4200), Start, Due)!.Value;
        Assert.Contains("arrived 500 ms into the slot, checks 3.60 s", line, StringComparison.Ordinal);
    }

    private static BlockImported Block(Source source, int receivedMs, int importedMs) => new(
        new SignedBeaconBlock { Message = new BeaconBlock { Slot = 9 } },
        default,
        null!,
        source,
        TimeSpan.FromMilliseconds(importedMs - receivedMs),
        Start.AddMilliseconds(importedMs),
        IsOptimistic: false);
}
