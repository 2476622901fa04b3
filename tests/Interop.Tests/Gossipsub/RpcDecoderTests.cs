using System.Text;
using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Gossipsub.Rpc;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>RPCs are read as they are written, bounded in entries, and bytes that are none are refused without an exception.</summary>
public sealed class RpcDecoderTests
{
    private static readonly Gen<MessageId> Id = Gen.Byte.Array[20].Select(static bytes => MessageId.OfHash(bytes));

    private static readonly Gen<string> Topic = Gen.String[Gen.Char['a', 'z'], 1, 20];

    [Fact]
    public void WhatIsWrittenIsRead()
    {
        var subscriptions = Gen.Select(Topic, Gen.Bool).Array[0, 4];
        var messages = Gen.Select(Topic, Gen.Byte.Array[0, 200]).Array[0, 4];
        var haves = Gen.Select(Topic, Id.Array[0, 5]).Array[0, 3];
        var prunes = Gen.Select(Topic, Gen.ULong.Select(static x => x % 2 == 0 ? (ulong?)x : null)).Array[0, 3];
        Gen.Select(subscriptions, messages, haves, Id.Array[0, 6], Topic.Array[0, 3], prunes).Sample(
            static (subscriptions, messages, haves, ids, grafts, prunes) =>
            {
                var written = new RpcBytes().Unknown();
                Array.ForEach(subscriptions, entry => written.Subscribe(entry.Item1, entry.Item2));
                Array.ForEach(messages, entry => written.Message(entry.Item1, entry.Item2));
                Array.ForEach(haves, entry => written.Have(entry.Item1, entry.Item2));
                written.Want(ids).DontWant(ids.Reverse());
                Array.ForEach(grafts, topic => written.Graft(topic));
                Array.ForEach(prunes, entry => written.Prune(entry.Item1, entry.Item2));
                var rpc = new RpcIn();
                Assert.Equal(RpcFault.None, RpcDecoder.Decode(written.ToArray(), new RpcLimits(), rpc));
                Assert.Equal(subscriptions, rpc.Subscriptions.Select(static entry => (Text(entry.Topic), entry.IsSubscribed)));
                Assert.Equal(messages.Select(static entry => entry.Item1), rpc.Messages.Select(static entry => Text(entry.Topic)));
                Assert.Equal(messages.Select(static entry => entry.Item2), rpc.Messages.Select(static entry => entry.Data.ToArray()));
                Assert.Equal(
                    haves.Select(static entry => (entry.Item1, string.Join(',', entry.Item2))),
                    rpc.Haves.Select(have => (Text(have.Topic), string.Join(',', rpc.HaveIds.Skip(have.First).Take(have.Count)))));
                Assert.Equal(ids, rpc.Wants);
                Assert.Equal(ids.Reverse(), rpc.DontWants);
                Assert.Equal(grafts, rpc.Grafts.Select(static topic => Text(topic)));
                Assert.Equal(prunes, rpc.Prunes.Select(static prune => (Text(prune.Topic), prune.BackOff)));
                Assert.Equal((0, 0), (rpc.BadIds, rpc.OverLimit));
            });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    public void AForbiddenFieldIsSeen(int field)
    {
        var rpc = new RpcIn();
        RpcDecoder.Decode(new RpcBytes().Message("t", [1], field).Message("t", [2]).ToArray(), new RpcLimits(), rpc);
        Assert.Equal([true, false], rpc.Messages.Select(static message => message.IsSigned));
    }

    [Fact]
    public void EntriesBeyondTheLimitsAreLeftOutAndCounted()
    {
        var limits = new RpcLimits { Subscriptions = 2, Messages = 2, Ids = 3, Controls = 2, TopicLength = 4 };
        var id = MessageId.OfHash(new byte[20]);
        var written = new RpcBytes();
        for (var i = 0; i < 5; i++)
        {
            written.Subscribe("t").Message("t", [1]).Have("t", id).Want(id).DontWant(id).Graft("t").Prune("t");
        }

        var rpc = new RpcIn();
        Assert.Equal(RpcFault.None, RpcDecoder.Decode(written.Graft("longer").BadId().ToArray(), limits, rpc));
        Assert.Equal((2, 2, 2, 3, 3, 3), (rpc.Subscriptions.Count, rpc.Messages.Count, rpc.Haves.Count, rpc.HaveIds.Count, rpc.Wants.Count,
            rpc.DontWants.Count));
        Assert.Equal((2, 2), (rpc.Grafts.Count, rpc.Prunes.Count));
        Assert.Equal(3 + 3 + (3 + 2) + 2 + 2 + (3 + 1) + 3 + 1, rpc.OverLimit + rpc.BadIds);
    }

    [Fact]
    public void BrokenBytesAreRefusedOrReadAndNeverThrow()
    {
        var good = new RpcBytes().Subscribe("topic").Message("topic", new byte[100]).Have("topic", MessageId.OfHash(new byte[20]))
            .Prune("topic", 60).Graft("topic").ToArray();
        var rpc = new RpcIn();
        for (var length = 0; length < good.Length; length++)
        {
            RpcDecoder.Decode(good.AsMemory(0, length), new RpcLimits(), rpc);
        }

        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Array[1, 5].Sample(edits =>
        {
            var broken = good.ToArray();
            Array.ForEach(edits, edit => broken[edit.Item1] = edit.Item2);
            RpcDecoder.Decode(broken, new RpcLimits(), new RpcIn());
        });
        Gen.Byte.Array[0, 64].Sample(static noise => { RpcDecoder.Decode(noise, new RpcLimits(), new RpcIn()); });
    }

    [Theory]
    [InlineData("0a05")] // a length beyond the end
    [InlineData("0aff")] // a varint that does not end
    [InlineData("0a80808080808080808002")] // one of more than 64 bits
    [InlineData("0b")] // a group
    [InlineData("0200")] // field 0
    [InlineData("12021205")] // the same within a message
    [InlineData("1a031a010a")] // and within control
    public void WhatIsNoProtobufIsRefused(string hex) =>
        Assert.Equal(RpcFault.Malformed, RpcDecoder.Decode(Convert.FromHexString(hex), new RpcLimits(), new RpcIn()));

    [Fact]
    public void DecodingAgainAllocatesNothing()
    {
        var frame = new RpcBytes().Subscribe("topic").Message("topic", new byte[1000]).Have("topic", MessageId.OfHash(new byte[20]))
            .ToArray();
        var (rpc, limits) = (new RpcIn(), new RpcLimits());
        RpcDecoder.Decode(frame, limits, rpc);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            RpcDecoder.Decode(frame, limits, rpc);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
