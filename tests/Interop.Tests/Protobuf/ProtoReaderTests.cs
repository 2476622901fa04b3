using Consensoor.Interop.Protobuf;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Protobuf;

public class ProtoReaderTests
{
    [Fact]
    public void What_was_written_is_read() =>
        Gen.Select(Gen.Int[1, (1 << 28) - 1], Gen.Bool, Gen.ULong, Gen.Byte.Array[0, 200]).Array[0, 10].Sample(static fields =>
        {
            var writer = new ProtoWriter();
            foreach (var (number, isBytes, value, bytes) in fields)
            {
                if (isBytes)
                {
                    writer.Bytes(number, bytes);
                }
                else
                {
                    writer.Varint(number, value);
                }
            }

            var reader = new ProtoReader(writer.Written);
            foreach (var (number, isBytes, value, bytes) in fields)
            {
                Assert.True(reader.TryNext(out var field));
                Assert.Equal(((uint)number, isBytes ? ProtoWire.Bytes : ProtoWire.Varint), (field.Number, field.Wire));
                Assert.Equal(isBytes ? 0 : value, field.Value);
                Assert.True(!isBytes || field.In(writer.Written).SequenceEqual(bytes));
            }

            Assert.False(reader.TryNext(out _));
            Assert.False(reader.IsMalformed);
        });

    // The last two are varints of more than 64 bits: of eleven bytes, and of ten that are too much.
    [Theory]
    [InlineData("00")]
    [InlineData("0a05aabb")]
    [InlineData("0b")]
    [InlineData("0c")]
    [InlineData("0d0000")]
    [InlineData("0affffffffffffffffff01")]
    [InlineData("08ffffffffffffffffffff01")]
    [InlineData("08ffffffffffffffffff02")]
    public void What_is_no_field_is_malformed(string hex)
    {
        var reader = new ProtoReader(Convert.FromHexString(hex));
        Assert.False(reader.TryNext(out _));
        Assert.True(reader.IsMalformed);
    }

    [Fact]
    public void Any_bytes_end_the_walk() => Gen.Byte.Array[0, 64].Sample(static bytes =>
    {
        var reader = new ProtoReader(bytes);
        var fields = 0;
        while (reader.TryNext(out _))
        {
            fields++;
        }

        Assert.True(fields <= bytes.Length / 2);
    });
}
