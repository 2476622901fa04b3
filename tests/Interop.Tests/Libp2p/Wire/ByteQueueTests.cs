using Consensoor.Interop.Libp2p.Wire;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Wire;

public class ByteQueueTests
{
    // A step writes so many bytes, or consumes as many as there are of so many.
    [Fact]
    public void It_agrees_with_a_list_over_any_writes_and_reads() =>
        Gen.Select(Gen.Bool, Gen.OneOf(Gen.Int[0, 9], Gen.Int[0, 3000])).Array[0, 200].Sample(static steps =>
        {
            using var queue = new ByteQueue();
            var twin = new List<byte>();
            byte next = 0;
            foreach (var (isWrite, size) in steps)
            {
                if (isWrite)
                {
                    byte[] bytes = [.. Enumerable.Range(0, size).Select(_ => next++)];
                    queue.Write(bytes);
                    twin.AddRange(bytes);
                }
                else
                {
                    queue.Consume(Math.Min(size, queue.Count));
                    twin.RemoveRange(0, Math.Min(size, twin.Count));
                }

                Assert.Equal(twin.ToArray(), queue.Span.ToArray());
            }
        });

    [Fact]
    public void More_than_there_is_cannot_be_consumed()
    {
        using var queue = new ByteQueue();
        queue.Write([1, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => queue.Consume(3));
        Assert.Equal(2, queue.Count);
    }
}
