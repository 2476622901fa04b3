using System.Net;
using Consensoor.Interop.Discovery.Protocol;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Table;
using Consensoor.Interop.Discovery.Wire;
using Consensoor.Interop.Engine.Embedded;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Discovery;

/// <summary>Messages there and back, and what is none.</summary>
public sealed class MessageCodecTests
{
    private static readonly Gen<RequestId> Ids = Gen.Byte.Array[0, 8].Select(static bytes => RequestId.Read(bytes)!.Value);

    [Fact]
    public void Messages_come_back_as_they_went()
    {
        Gen.Select(Ids, Gen.ULong).Sample((id, sequence) => Back(new Ping(id, sequence)));
        Gen.Select(Ids, Gen.ULong, Gen.Byte.Array[4], Gen.Int[0, 65535]).Sample(
            (id, sequence, ip, port) => Back(new Pong(id, sequence, new IPEndPoint(new IPAddress(ip), port))));
        Gen.Select(Ids, Gen.Byte.Array[0, 100], Gen.Byte.Array[0, 1000]).Sample(
            (id, protocol, request) => MessageCodec.Decode(MessageCodec.Encode(new TalkRequest(id, protocol, request))) is TalkRequest talk
                && talk.Id == id && talk.Protocol.Span.SequenceEqual(protocol) && talk.Request.Span.SequenceEqual(request));
        Gen.Select(Ids, Gen.Int[0, 256].List[0, 257]).Sample(
            (id, distances) => MessageCodec.Decode(MessageCodec.Encode(new FindNode(id, distances))) is FindNode find
                && find.Id == id && find.Distances.SequenceEqual(distances));
    }

    [Fact]
    public void Request_ids_keep_their_leading_zeros() =>
        Assert.Equal("0000000001", Convert.ToHexString(RequestId.Read([0, 0, 0, 0, 1])!.Value.ToArray()));

    [Fact]
    public void Others_are_refused()
    {
        var id = Rlp.Bytes([1]);
        byte[][] bad =
        [
            [],
            [1],
            [1, .. Rlp.List()],
            [1, .. Rlp.List(id)],
            [1, .. Rlp.List(Rlp.Bytes(new byte[9]), Rlp.Integer(1))],
            [1, .. Rlp.List(Rlp.List(), Rlp.Integer(1))],
            [1, .. Rlp.List(id, Rlp.Bytes([0, 1]))],
            [1, .. Rlp.List(id, Rlp.Bytes(new byte[9]))],
            [1, .. Rlp.List(id, Rlp.Integer(1)), 0],
            [2, .. Rlp.List(id, Rlp.Integer(1), Rlp.Bytes(new byte[5]), Rlp.Integer(1))],
            [2, .. Rlp.List(id, Rlp.Integer(1), Rlp.Bytes(new byte[4]), Rlp.Integer(65536))],
            [3, .. Rlp.List(id, Rlp.Integer(1))],
            [3, .. Rlp.List(id, Rlp.List(Rlp.Integer(257)))],
            [3, .. Rlp.List(id, Rlp.List([.. Enumerable.Repeat(Rlp.Integer(1), 258)]))],
            [4, .. Rlp.List(id, Rlp.Integer(1), Rlp.List(Rlp.Integer(1)))],
            [4, .. Rlp.List(id, Rlp.Integer(1), Rlp.List([.. Enumerable.Repeat(Rlp.List(), 17)]))],
            [5, .. Rlp.List(id, Rlp.List(), Rlp.Bytes([]))],
            [7, .. Rlp.List(id, Rlp.Integer(1))],
            [0, .. Rlp.List(id, Rlp.Integer(1))],
        ];
        Assert.All(bad, static bytes => Assert.Null(MessageCodec.Decode(bytes)));
    }

    [Fact]
    public void Arbitrary_packets_and_messages_never_throw()
    {
        using var codec = new PacketCodec(default);
        Gen.Byte.Array[0, 1400].Sample(bytes => codec.Decode(bytes, out _) is null);
        Gen.Select(Gen.Int[0, 8], Gen.Byte.Array[0, 200]).Sample((type, bytes) =>
        {
            var message = MessageCodec.Decode((byte[])[(byte)type, .. Rlp.List(Rlp.Bytes([1]), bytes)]);
            return message is null || MessageCodec.Encode(message).Length > 0;
        });
    }

    [Theory]
    [InlineData("8.8.8.8", "9.9.9.9", true)]
    [InlineData("8.8.8.8", "127.0.0.1", false)]
    [InlineData("8.8.8.8", "192.168.1.1", false)]
    [InlineData("8.8.8.8", "10.0.0.1", false)]
    [InlineData("8.8.8.8", "172.31.0.1", false)]
    [InlineData("8.8.8.8", "172.32.0.1", true)]
    [InlineData("8.8.8.8", "100.64.0.1", false)]
    [InlineData("8.8.8.8", "169.254.1.1", false)]
    [InlineData("8.8.8.8", "224.0.0.1", false)]
    [InlineData("8.8.8.8", "0.0.0.0", false)]
    [InlineData("127.0.0.1", "255.255.255.255", false)]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "10.0.0.1", true)]
    [InlineData("10.0.0.2", "127.0.0.1", false)]
    [InlineData("10.0.0.2", "192.168.0.1", true)]
    [InlineData("10.0.0.2", "8.8.8.8", true)]
    [InlineData("2001:db8::1", "fe80::1", false)]
    [InlineData("2001:db8::1", "fd00::1", false)]
    [InlineData("2001:db8::1", "ff02::1", false)]
    [InlineData("2001:db8::1", "::1", false)]
    [InlineData("2001:db8::1", "::", false)]
    [InlineData("2001:db8::1", "2001:db8::2", true)]
    [InlineData("::1", "::1", true)]
    public void Addresses_stay_in_their_scope(string other, string told, bool expected) =>
        Assert.Equal(expected, AddressScope.MayRelay(IPAddress.Parse(other), IPAddress.Parse(told)));

    [Fact]
    public void A_senders_rate_is_what_was_set_and_nobody_elses()
    {
        var limiter = new SenderLimiter(new Rate(2, 5), 42);
        var now = DateTimeOffset.UnixEpoch;
        var one = IPAddress.Parse("1.2.3.4");
        Assert.Equal(5, Enumerable.Range(0, 50).Count(_ => limiter.TryTake(now, one)));
        Assert.True(limiter.TryTake(now, IPAddress.Parse("1.2.3.5")));
        Assert.Equal(2, Enumerable.Range(0, 50).Count(_ => limiter.TryTake(now.AddSeconds(1), one)));
        Assert.False(limiter.TryTake(now, one));
        Assert.Equal(5, Enumerable.Range(0, 50).Count(_ => limiter.TryTake(now.AddSeconds(100), one)));
    }

    private static bool Back(DiscoveryMessage message) => message.Equals(MessageCodec.Decode(MessageCodec.Encode(message)));
}
