using Consensoor.Actors.Chain;
using Consensoor.Messages;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>The room of what waits: bounded by topic, fair between peers, each thing out of it once.</summary>
public class WaitingRoomTests
{
    private static readonly string?[] Peers = ["a", "a", "a", "b", "c", null];

    [Fact]
    public void ItDoesWhatItsLiteralTwinDoes() =>
        Gen.Select(Gen.Int[1, 6], Gen.Select(Gen.Int[0, 8], Gen.Int[0, 3]).Array[0, 80]).Sample((bound, steps) =>
        {
            var room = new WaitingRoom<int, int>(_ => bound, static item => item % 4 == 0 ? null : item % 4);
            var twin = new LiteralWaitingRoom(bound);
            for (var i = 1; i <= steps.Length; i++)
            {
                var (step, key) = steps[i - 1];
                if (step < Peers.Length)
                {
                    var isDropped = room.Add(TopicKind.BeaconBlock, Peers[step], key, i, out var dropped);
                    Assert.Equal(twin.Add(Peers[step], key, i), isDropped ? dropped : null);
                    Assert.Contains(i, room.Peek(key));
                }
                else if (step == Peers.Length)
                {
                    Assert.Equal(twin.TakeWhere((_, item) => item % 3 == 0), room.TakeWhere(static (_, item) => item % 3 == 0));
                }
                else
                {
                    Assert.Equal(twin.TakeWhere((at, _) => at == key), room.Take(key));
                }

                Assert.All(Enumerable.Range(1, 3), own => Assert.Equal(twin.KeyOfFirst(item => item % 4 == own), room.WaitsFor(own)));
                Assert.Equal(twin.Count, room.Count(TopicKind.BeaconBlock));
                Assert.Equal(twin.Dropped, room.Dropped(TopicKind.BeaconBlock));
                Assert.True(twin.Count <= room.Bound(TopicKind.BeaconBlock));
            }
        });

    [Fact]
    public void AStrangerPushesOutNobodyElsesAndNoOtherTopics()
    {
        var room = new WaitingRoom<int, string>(_ => 8);
        room.Add(TopicKind.BeaconBlock, "honest", 1, "honest", out _);
        room.Add(TopicKind.BeaconBlock, null, 1, "own", out _);
        room.Add(TopicKind.ExecutionPayload, "honest", 1, "payload", out _);
        for (var i = 0; i < 100; i++)
        {
            room.Add(TopicKind.BeaconBlock, "stranger", i, $"stranger {i}", out _);
        }

        Assert.Equal(["honest", "own", "payload"], room.Take(1).Where(static item => !item.StartsWith("str", StringComparison.Ordinal)));
        Assert.Equal(93UL, room.Dropped(TopicKind.BeaconBlock));
    }
}
