using Consensoor.Actors.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Storage;

public sealed class WriteQueueTests
{
    [Fact]
    public void NothingIsLostThatWasTakenUntilItIsFlushedWhateverFails() => Gen.Int[0, 4].List[1, 60].Sample(steps =>
    {
        const int Bound = 5;
        var queue = new WriteQueue(Bound);
        var (open, applied, next) = (new List<byte>(), 0, (byte)0);
        foreach (var step in steps)
        {
            switch (step)
            {
                case 0 or 1:
                    var root = ++next;
                    Assert.Equal(open.Count < Bound, queue.Add(new KeepBlock(RootOf(root), new SignedBeaconBlock())));
                    if (open.Count < Bound)
                    {
                        open.Add(root);
                    }

                    break;
                case 2 when applied < open.Count:
                    Assert.Equal(RootOf(open[applied]), ((KeepBlock)queue.Next!).Root);
                    queue.Apply();
                    applied++;
                    break;
                case 3:
                    queue.Flush();
                    open.RemoveRange(0, applied);
                    applied = 0;
                    break;
                case 4:
                    queue.Fail();
                    applied = 0;
                    break;
                default:
                    Assert.Null(queue.Next);
                    break;
            }

            Assert.Equal(open.Count, queue.Count);
        }
    });

    [Fact]
    public void AnAnchorTakesThePlaceOfTheOneThatWaitsAndIsNeverDropped()
    {
        var queue = new WriteQueue(1);
        Assert.True(queue.Add(new KeepBlock(RootOf(1), new SignedBeaconBlock())));
        Assert.False(queue.Add(new KeepBlock(RootOf(2), new SignedBeaconBlock())));
        Assert.True(queue.Add(new KeepAnchor(new Checkpoint { Epoch = 1 }, new SignedBeaconBlock(), null!)));
        Assert.True(queue.Add(new KeepAnchor(new Checkpoint { Epoch = 2 }, new SignedBeaconBlock(), null!)));
        Assert.Equal(2, queue.Count);
        Assert.Equal(2UL, Assert.IsType<KeepAnchor>(queue.Commands[1]).Finalized.Epoch);
        Assert.Equal(1UL, queue.Dropped);
    }

    private static Root RootOf(byte last) => new([.. new byte[31], last]);
}
