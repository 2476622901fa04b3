using Consensoor.Interop.Libp2p.Wire;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Wire;

public class VarintTests
{
    [Theory]
    [InlineData("00", 0)]
    [InlineData("01", 1)]
    [InlineData("7f", 127)]
    [InlineData("8001", 128)]
    [InlineData("ff01", 255)]
    [InlineData("ac02", 300)]
    [InlineData("808001", 16384)]
    [InlineData("ffffffffffffffff7f", long.MaxValue)]
    public void Published_samples_are_read_and_written(string hex, long value)
    {
        var bytes = Convert.FromHexString(hex);
        Assert.Equal(VarintStatus.Read, Varint.TryRead(bytes, out var read, out var length));
        Assert.Equal(((ulong)value, bytes.Length), (read, length));
        var written = new byte[Varint.Length((ulong)value)];
        Assert.Equal(bytes.Length, Varint.Write(written, (ulong)value));
        Assert.Equal(bytes, written);
    }

    [Theory]
    [InlineData("8100")]
    [InlineData("808000")]
    [InlineData("ffffffffffffffffff01")]
    [InlineData("80808080808080808001")]
    public void More_bytes_than_needed_or_than_nine_are_malformed(string hex) =>
        Assert.Equal(VarintStatus.Malformed, Varint.TryRead(Convert.FromHexString(hex), out _, out _));

    [Fact]
    public void A_value_above_63_bits_is_not_written() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Varint.Write(new byte[10], 1ul << 63));

    [Fact]
    public void Reading_agrees_with_a_slow_twin_on_any_bytes() => Gen.Byte.Array[0, 12].Sample(static bytes =>
    {
        var status = Varint.TryRead(bytes, out var value, out var length);
        var end = Array.FindIndex(bytes, static b => b < 0x80);
        if (end is < 0 or >= 9)
        {
            Assert.Equal(bytes.Length < 9 ? VarintStatus.Incomplete : VarintStatus.Malformed, status);
        }
        else
        {
            System.Numerics.BigInteger sum = 0;
            for (var i = end; i >= 0; i--)
            {
                sum = (sum * 128) + (bytes[i] & 0x7f);
            }

            var isShortest = end == 0 || bytes[end] != 0;
            Assert.Equal(isShortest ? VarintStatus.Read : VarintStatus.Malformed, status);
            if (isShortest)
            {
                Assert.Equal((sum, end + 1), (value, length));
            }
        }
    });
}
