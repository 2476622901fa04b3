using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Wire;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Wire;

public class FrameQueueTests
{
    private static readonly WireLimits Limits = new() { QueueBytes = 100, QueueFrames = 8, ControlBytes = 60 };

    [Fact]
    public void What_a_peer_does_not_want_any_more_is_dropped_and_nothing_else()
    {
        var queue = new FrameQueue(new WireLimits());
        queue.Add(Frame(10, FramePriority.Forward, 1));
        queue.Add(Frame(10, FramePriority.Forward, 2));
        queue.Add(Frame(10, FramePriority.Control, null));
        Assert.True(queue.Forget(Id(1)));
        Assert.False(queue.Forget(Id(1)));
        Assert.Equal(
            [FramePriority.Control, FramePriority.Forward], Taken(queue).Select(static frame => frame.Priority));
    }

    /// <summary>What a peer that takes nothing asks for thrice waits once, and as urgent as it is.</summary>
    [Fact]
    public void A_message_waits_once_as_urgent_as_it_is()
    {
        var queue = new FrameQueue(new WireLimits());
        queue.Add(Frame(10, FramePriority.Gossip, 1));
        queue.Add(Frame(10, FramePriority.Gossip, 2));
        queue.Add(Frame(10, FramePriority.Gossip, 1));
        queue.Add(Frame(10, FramePriority.Own, 2));
        queue.Add(Frame(10, FramePriority.Forward, 2));
        Assert.Equal((2, 20L), (queue.Count, queue.Bytes));
        Assert.Equal([(FramePriority.Own, Id(2)), (FramePriority.Gossip, Id(1))],
            Taken(queue).Select(static frame => (frame.Priority, frame.Id!.Value)));
        Assert.False(queue.Forget(Id(1)));
    }

    /// <summary>Against a twin that does what the rule says on one plain list.</summary>
    [Fact]
    public void The_least_urgent_goes_first_and_control_never() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[1, 60], Gen.Int[0, 9]).Array[0, 60].Sample(frames =>
        {
            var queue = new FrameQueue(Limits);
            var twin = new List<GossipFrame>();
            foreach (var (priority, size, take) in frames)
            {
                var frame = Frame(size, (FramePriority)priority, null);
                Assert.Equal(AddTo(twin, frame), queue.Add(frame));
                if (take < 3 && queue.TryTake(out var taken))
                {
                    var expected = twin.OrderBy(static frame => frame.Priority).First();
                    twin.Remove(expected);
                    Assert.True(expected.Bytes.Equals(taken.Bytes));
                }

                Assert.Equal((twin.Count, twin.Sum(static frame => (long)frame.Bytes.Length)), (queue.Count, queue.Bytes));
            }

            Assert.Equal(
                twin.OrderBy(static frame => frame.Priority).Select(static frame => frame.Bytes),
                Taken(queue).Select(static frame => frame.Bytes));
        });

    private static bool AddTo(List<GossipFrame> twin, GossipFrame frame)
    {
        if (frame.Priority == FramePriority.Control)
        {
            var isTaken = twin.Where(IsControl).Sum(Length) + frame.Bytes.Length <= Limits.ControlBytes;
            twin.AddRange(isTaken ? [frame] : []);
            return isTaken;
        }

        while (twin.Exists(static other => !IsControl(other))
            && (twin.Count(static other => !IsControl(other)) >= Limits.QueueFrames
                || twin.Where(static other => !IsControl(other)).Sum(Length) + frame.Bytes.Length > Limits.QueueBytes))
        {
            var least = twin.Max(static other => other.Priority);
            if (least < frame.Priority)
            {
                return true;
            }

            twin.Remove(twin.First(other => other.Priority == least));
        }

        twin.Add(frame);
        return true;
    }

    private static bool IsControl(GossipFrame frame) => frame.Priority == FramePriority.Control;

    private static long Length(GossipFrame frame) => frame.Bytes.Length;

    private static List<GossipFrame> Taken(FrameQueue queue)
    {
        var taken = new List<GossipFrame>();
        while (queue.TryTake(out var frame))
        {
            taken.Add(frame);
        }

        return taken;
    }

    private static GossipFrame Frame(int size, FramePriority priority, byte? id) =>
        new("peer", new byte[size], priority, id is { } number ? Id(number) : null);

    private static MessageId Id(byte number) => MessageId.OfHash(Enumerable.Repeat(number, 20).ToArray());
}
