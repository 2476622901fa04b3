using Consensoor.Actors.Network.Gossip;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Network;

/// <summary>Queues of lanes: fair between peers, bounded, one's own first.</summary>
public class FairQueueTests
{
    private static readonly string[] Peers = ["a", "b", "c", "d"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ItDoesWhatItsLiteralTwinDoes(bool dropsOldest) =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[0, 9].Array[0, 80]).Sample((bound, steps) =>
        {
            var queue = new FairQueue<int>(bound, dropsOldest);
            var twin = new LiteralFairQueue(bound, dropsOldest);
            for (var i = 1; i <= steps.Length; i++)
            {
                switch (steps[i - 1])
                {
                    // Peer a sends most.
                    case < 7 and var step:
                        var peer = Peers[Math.Max(0, step - 3)];
                        queue.TryAdd(peer, i, out var dropped);
                        Assert.Equal(twin.Add(peer, i) ?? 0, dropped);
                        break;
                    case 7:
                        Assert.Equal(twin.AddOwn(i), queue.AddOwn(i));
                        break;
                    case var step:
                        Assert.Equal(twin.Take(step - 7), queue.Take(step - 7));
                        break;
                }

                Assert.Equal(twin.Count, queue.Count);
                Assert.Equal(twin.Dropped, queue.Dropped);
                Assert.True(queue.Count <= queue.Bound);
            }
        });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void APeerThatFloodsLosesOnlyItsOwn(bool dropsOldest)
    {
        var queue = new FairQueue<string>(8, dropsOldest);
        for (var i = 0; i < 100; i++)
        {
            queue.TryAdd("flood", $"flood {i}", out _);
            if (i % 25 == 0)
            {
                Assert.True(
                    queue.TryAdd("honest", $"honest {i}", out var dropped) || dropped!.StartsWith("flood", StringComparison.Ordinal));
            }
        }

        Assert.Equal(
            ["honest 0", "honest 25", "honest 50", "honest 75"],
            queue.Take(16).Where(static item => item.StartsWith("honest", StringComparison.Ordinal)));
    }

    [Fact]
    public void OnesOwnNeverStandsBehindOthersAndIsNeverDroppedForThem()
    {
        var queue = new FairQueue<int>(4, dropsOldest: true);
        for (var i = 0; i < 4; i++)
        {
            queue.TryAdd("flood", i, out _);
        }

        Assert.True(queue.AddOwn(100));
        for (var i = 4; i < 50; i++)
        {
            queue.TryAdd("flood", i, out _);
        }

        Assert.Equal(100, queue.Take(1).Single());
    }
}
