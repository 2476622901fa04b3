using System.Text;
using Consensoor.Interop.Buffers;
using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Gossipsub.Rpc;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>Frames of messages, against those written field by field.</summary>
public sealed class RpcFramesTests
{
    private static readonly Gen<string> Topic = Gen.String[Gen.Char['a', 'z'], 0, 200];
    private static readonly Gen<byte[]> Data =
        Gen.OneOf(Gen.Byte.Array[0, 300], Gen.Byte.Array[16_000, 17_000], Gen.Byte.Array[65_000, 90_000]);

    [Fact]
    public void A_frame_has_the_message_and_nothing_else() => Gen.Select(Topic, Data).Sample(
        static (topic, data) =>
        {
            var pool = new SharedBytesPool(1 << 20, wipes: true);
            foreach (var isCompressed in new[] { false, true })
            {
                var utf8 = Encoding.UTF8.GetBytes(topic);
                var frame = isCompressed ? RpcFrames.Compressed(utf8, data, pool) : RpcFrames.Message(utf8, data, pool);
                var block = isCompressed ? SnappyBlock.Compress(data) : data;
                Assert.Equal(RpcFrames.Framed(new RpcBytes().Message(topic, block).ToArray()), frame.Bytes.ToArray());
                Assert.Equal(block, frame.Data.ToArray());
                Assert.Equal(frame.Bytes.Length >= SharedBytes.Worth, frame.Buffer is not null);
                frame.Buffer?.Release();
                Assert.Equal(0, pool.Held);
            }
        },
        iter: 300);

    // A message alone, or spoiled in one byte, or with something else in the RPC: it is one to send on if and only if it is what we write.
    [Fact]
    public void Only_what_would_be_written_the_same_is_sent_on_as_it_came() =>
        Gen.Select(Gen.String[Gen.Char['a', 'c'], 0, 3], Gen.Byte.Array[0, 140], Gen.Int[0, 4], Gen.Int[0, 20], Gen.Byte).Sample(
            static (topic, data, kind, at, change) =>
            {
                var bytes = kind switch
                {
                    0 => new RpcBytes().Message(topic, data),
                    1 => new RpcBytes().Message(topic, data, 7),
                    2 => new RpcBytes().Message(topic, data).Unknown(),
                    3 => new RpcBytes().Message(topic, data).Message(topic, data),
                    _ => new RpcBytes().Message(topic, data),
                };
                var rpc = bytes.ToArray();
                if (kind == 4)
                {
                    rpc[at % rpc.Length] = change;
                }

                var read = new RpcIn();
                if (RpcDecoder.Decode(rpc, new RpcLimits(), read) != RpcFault.None)
                {
                    return;
                }

                foreach (var message in read.Messages)
                {
                    var own = RpcFrames.Message(message.Topic.Span, message.Data.Span, new SharedBytesPool(0)).Bytes.Span;
                    var isOwn = own.EndsWith(rpc) && own.Length == RpcFrames.Framed(rpc).Length;
                    Assert.Equal(isOwn, RpcFrames.IsMessage(rpc, message.Topic.Span, message.Data.Span));
                }
            },
            iter: 20_000);
}
