using Consensoor.Interop.Libp2p.Wire;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Wire;

public class ProtoReaderTests
{
    [Fact]
    public void What_was_written_is_read() =>
        Gen.Select(Gen.Int[1, (1 << 29) - 1], Gen.Bool, Gen.ULong, Gen.Byte.Array[0, 200]).Array[0, 10].Sample(static fields =>
        {
            using var message = new ByteQueue();
            var writer = new ProtoWriter(message);
            foreach (var (number, isBytes, value, bytes) in fields)
            {
                if (isBytes)
                {
                    writer.Bytes(number, bytes);
                }
                else
                {
                    writer.Value(number, value);
                }
            }

            var reader = new ProtoReader(message.Span);
            foreach (var (number, isBytes, value, bytes) in fields)
            {
                Assert.True(reader.Next(out var field));
                Assert.Equal((number, isBytes), (field.Number, field.IsBytes));
                Assert.Equal(isBytes ? 0 : value, field.Value);
                Assert.Equal(isBytes ? bytes : [], field.Bytes.ToArray());
            }

            Assert.False(reader.Next(out _));
            Assert.False(reader.IsMalformed);
        });

    [Theory]
    [InlineData("00")]
    [InlineData("0a05aabb")]
    [InlineData("0b")]
    [InlineData("0c")]
    [InlineData("0d0000")]
    [InlineData("08ffffffffffffffffffff01")]
    [InlineData("0affffffffffffffffff01")]
    public void What_is_no_field_is_malformed(string hex)
    {
        var reader = new ProtoReader(Convert.FromHexString(hex));
        Assert.False(reader.Next(out _));
        Assert.True(reader.IsMalformed);
    }

    [Fact]
    public void Any_bytes_end_the_walk() => Gen.Byte.Array[0, 64].Sample(static bytes =>
    {
        var reader = new ProtoReader(bytes);
        var fields = 0;
        while (reader.Next(out _))
        {
            fields++;
        }

        Assert.True(fields <= bytes.Length / 2);
    });
}
