using System.Net;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Engine.Embedded;

namespace Consensoor.Interop.Discovery.Wire;

/// <summary>The six messages of discv5.1 in RLP. Topic messages are not spoken: they count as unknown.</summary>
public static class MessageCodec
{
    /// <summary>The most records in one NODES that are read.</summary>
    public const int MaxRecords = 16;

    private const int MaxDistances = NodeId.Bits + 1;
    private const byte PingType = 1;
    private const byte PongType = 2;
    private const byte FindNodeType = 3;
    private const byte NodesType = 4;
    private const byte TalkRequestType = 5;
    private const byte TalkResponseType = 6;

    /// <summary>Encodes type and data of a message.</summary>
    public static byte[] Encode(DiscoveryMessage message)
    {
        var id = Rlp.Bytes(message.Id.ToArray());
        return message switch
        {
            Ping ping => [PingType, .. Rlp.List(id, Rlp.Integer(ping.EnrSequence))],
            Pong pong =>
            [
                PongType,
                .. Rlp.List(
                    id,
                    Rlp.Integer(pong.EnrSequence),
                    Rlp.Bytes(pong.Recipient.Address.GetAddressBytes()),
                    Rlp.Integer((ulong)pong.Recipient.Port)),
            ],
            FindNode find =>
            [
                FindNodeType, .. Rlp.List(id, Rlp.List([.. find.Distances.Select(static distance => Rlp.Integer((ulong)distance))])),
            ],
            Nodes nodes =>
            [
                NodesType,
                .. Rlp.List(id, Rlp.Integer(nodes.Total), Rlp.List([.. nodes.Records.Select(static record => record.ToArray())])),
            ],
            TalkRequest talk => [TalkRequestType, .. Rlp.List(id, Rlp.Bytes(talk.Protocol.Span), Rlp.Bytes(talk.Request.Span))],
            TalkResponse talk => [TalkResponseType, .. Rlp.List(id, Rlp.Bytes(talk.Response.Span))],
            _ => throw new ArgumentException($"{message.GetType().Name} is no message of discv5", nameof(message)),
        };
    }

    /// <summary>Reads a message; null where its type is unknown or its data are not those of its type.</summary>
    public static DiscoveryMessage? Decode(ReadOnlyMemory<byte> plaintext)
    {
        if (plaintext.IsEmpty || !Rlp.TryRead(plaintext[1..], out var body, out var isList, out var rest) || !isList || !rest.IsEmpty
            || Rlp.Items(body, 4) is not [(var idBytes, false), ..] items || RequestId.Read(idBytes.Span) is not { } id)
        {
            return null;
        }

        return (plaintext.Span[0], items) switch
        {
            (PingType, [_, (var sequence, false)]) => RlpIntegers.TryRead(sequence.Span, out var number) ? new Ping(id, number) : null,
            (PongType, [_, (var sequence, false), (var ip, false), (var port, false)]) => ReadPong(id, sequence.Span, ip.Span, port.Span),
            (FindNodeType, [_, (var distances, true)]) => ReadFindNode(id, distances),
            (NodesType, [_, (var total, false), (var records, true)]) => ReadNodes(id, total.Span, records),
            (TalkRequestType, [_, (var protocol, false), (var request, false)]) => new TalkRequest(id, protocol, request),
            (TalkResponseType, [_, (var response, false)]) => new TalkResponse(id, response),
            _ => null,
        };
    }

    private static Pong? ReadPong(RequestId id, ReadOnlySpan<byte> sequence, ReadOnlySpan<byte> ip, ReadOnlySpan<byte> port) =>
        RlpIntegers.TryRead(sequence, out var number) && ip.Length is 4 or 16
        && RlpIntegers.TryRead(port, out var value) && value <= ushort.MaxValue
            ? new Pong(id, number, new IPEndPoint(new IPAddress(ip), (int)value)) : null;

    private static FindNode? ReadFindNode(RequestId id, ReadOnlyMemory<byte> list)
    {
        if (Rlp.Items(list, MaxDistances) is not { } items)
        {
            return null;
        }

        var distances = new List<int>(items.Count);
        foreach (var (payload, isList) in items)
        {
            if (isList || !RlpIntegers.TryRead(payload.Span, out var distance) || distance > NodeId.Bits)
            {
                return null;
            }

            distances.Add((int)distance);
        }

        return new FindNode(id, distances);
    }

    private static Nodes? ReadNodes(RequestId id, ReadOnlySpan<byte> total, ReadOnlyMemory<byte> list)
    {
        if (!RlpIntegers.TryRead(total, out var count))
        {
            return null;
        }

        var records = new List<ReadOnlyMemory<byte>>();
        while (!list.IsEmpty)
        {
            if (records.Count == MaxRecords || !Rlp.TryRead(list, out _, out var isList, out var rest) || !isList)
            {
                return null;
            }

            records.Add(list[..(list.Length - rest.Length)]);
            list = rest;
        }

        return new Nodes(id, count, records);
    }
}
