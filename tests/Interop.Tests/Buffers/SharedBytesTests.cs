using Consensoor.Interop.Buffers;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Buffers;

/// <summary>Buffers come back once and when nobody holds them, and no more wait than may.</summary>
public class SharedBytesTests
{
    [Fact]
    public void A_buffer_is_large_enough_and_at_most_a_quarter_larger() => Gen.Int[1, 20 << 20].Sample(static size =>
    {
        var buffer = new SharedBytesPool(0).Rent(size);
        Assert.InRange(buffer.Capacity, size, Math.Max(16 << 10, size + (size / 4)));
    });

    // A step rents (0), lets one more hold a buffer (1) or lets go of it (2), whichever the second number names.
    [Fact]
    public void A_buffer_comes_back_when_the_last_who_holds_it_lets_go() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1000], Gen.Int[1, 200_000]).Array[0, 200].Sample(static steps =>
        {
            const int MaxIdle = 300_000;
            var pool = new SharedBytesPool(MaxIdle, wipes: true);
            var held = new List<(SharedBytes Buffer, int Holders, byte Mark)>();
            byte mark = 0;
            foreach (var (kind, which, size) in steps)
            {
                var at = held.Count == 0 ? 0 : which % held.Count;
                if (kind == 0 || held.Count == 0)
                {
                    var buffer = pool.Rent(size);
                    buffer.Memory.Span.Fill(++mark);
                    held.Add((buffer, 1, mark));
                }
                else if (kind == 1)
                {
                    held[at].Buffer.Hold();
                    held[at] = held[at] with { Holders = held[at].Holders + 1 };
                }
                else
                {
                    var (buffer, holders, _) = held[at];
                    buffer.Release();
                    held[at] = held[at] with { Holders = holders - 1 };
                    if (holders == 1)
                    {
                        held.RemoveAt(at);
                        Assert.Throws<ObjectDisposedException>(() => buffer.Memory);
                    }
                }

                Assert.Equal(held.Count, pool.Held);
                Assert.InRange(pool.IdleBytes, 0, MaxIdle);
                Assert.All(held, static one => Assert.Equal(-1, one.Buffer.Memory.Span.IndexOfAnyExcept(one.Mark)));
            }
        });

    [Fact]
    public void Who_lets_go_once_too_often_is_told()
    {
        var buffer = new SharedBytesPool(1 << 20).Rent(10);
        buffer.Release();
        Assert.Throws<InvalidOperationException>(buffer.Release);
        Assert.Throws<ObjectDisposedException>(buffer.Hold);
    }
}
