using Consensoor.Actors.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>Tests which blocks have the columns that this node samples, against sets of numbers.</summary>
public sealed class SidecarCollectorTests
{
    private static readonly Root Block = new([.. new byte[31], 1]);

    [Fact]
    public void ABlockIsCompleteByTheSampledColumnsAlone() =>
        Gen.Select(Gen.ULong[0, 127].Array[1, 40], Gen.ULong[0, 127].Array[0, 200], Gen.ULong[0, 127].Array[0, 20]).Sample(
            (sampled, held, unverified) =>
            {
                var collector = Collector(ColumnSet.Of(sampled));
                collector.Await(Block, unverified.Select(Column), Source.Own.Instance);
                collector.Hold(Block, held.Select(Column));
                Assert.Equal(sampled.ToHashSet().IsSubsetOf(held), collector.IsComplete(Block));
                Assert.Equal(
                    sampled.Distinct().Order().Where(column => !held.Contains(column) && !unverified.Contains(column)),
                    collector.Missing(Block));
                Assert.Equal(
                    unverified.Distinct().Order().Where(column => sampled.Contains(column) && !held.Contains(column)),
                    collector.TakeUnverified(Block).Select(static column => column.Index));
            });

    [Fact]
    public void WhatWasCompleteStaysSoWhereMoreIsSampledLater()
    {
        var collector = Collector(ColumnSet.None.With(3));
        collector.Hold(Block, [Column(3)]);
        collector.Sampled = ColumnSet.All;
        Assert.True(collector.IsComplete(Block));
        Assert.Empty(collector.Missing(Block));
        Assert.False(collector.IsComplete(default));
        Assert.Equal(128, collector.Missing(default).Count);
    }

    [Fact]
    public void EachColumnAnswersForItsOwnSourceOnce()
    {
        var (first, second) = (new Source.Sync("first"), new Source.Sync("second"));
        var collector = Collector(ColumnSet.All);
        var forged = Column(5) with { Slot = 9 };
        collector.Await(Block, [forged], first);
        collector.Await(Block, [Column(5), Column(6)], second);
        collector.Await(Block, [Column(5) with { Slot = 10 }], first);
        var taken = collector.TakeUnverified(Block);
        Assert.Equal(3, taken.Count);
        Assert.Equal(126, collector.Missing(Block).Count);
        Assert.Equal([first, second, second], taken.Select(column => collector.Settle(Block, column)));
        Assert.All(taken, column => Assert.Null(collector.Settle(Block, column)));
        Assert.Equal(128, collector.Missing(Block).Count);
    }

    [Fact]
    public void BlocksMayNeedOthersThanTheSampledOnes()
    {
        var collector = Collector(ColumnSet.First(9));
        var two = ColumnSet.First(2);
        Assert.Equal([0UL, 1UL], collector.Missing(Block, two));
        collector.Hold(Block, [Column(1)]);
        Assert.Equal([0UL], collector.Missing(Block, two));
        Assert.False(collector.IsComplete(Block, two));
        collector.Hold(Block, [Column(0)]);
        Assert.True(collector.IsComplete(Block, two));
        Assert.Empty(collector.Missing(Block, two));
        collector.Await(Block, [Column(9)], Source.Own.Instance);
        Assert.Empty(collector.TakeUnverified(Block));
    }

    private static SidecarCollector<DataColumnSidecar> Collector(ColumnSet sampled) => new(4, sampled, static column => column.Index);

    private static DataColumnSidecar Column(ulong index) => new() { Index = index, BeaconBlockRoot = Block };
}
