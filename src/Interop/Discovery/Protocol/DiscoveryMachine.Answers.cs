using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Table;
using Consensoor.Interop.Discovery.Wire;

namespace Consensoor.Interop.Discovery.Protocol;

// What others are told. Only members of the table are passed on, which answered at their address, and only addresses the asker may use.
public sealed partial class DiscoveryMachine
{
    private const int MaxRecordsAnswered = 16;

    // Room for records in a NODES: iv, header and tag, type, two list headers, request id of 8 bytes, total.
    private const int RecordSpace = PacketCodec.MaxLength - PacketCodec.IvLength - PacketCodec.StaticHeaderLength - NodeId.Length
        - PacketCodec.TagLength - 1 - 3 - 9 - 1 - 3;

    private void Answer(Session session, DiscoveryMessage message)
    {
        if (session.Cipher.NextCounter() is { } counter)
        {
            var nonce = new PacketNonce(counter, BitConverter.ToUInt64(Random(8)));
            Send(session.Peer.Endpoint, PacketCodec.EncodeMessage(
                session.Peer.Node, _self, Random(PacketCodec.IvLength), nonce, session.Cipher.Send, MessageCodec.Encode(message)));
        }
    }

    private void OnFindNode(Session session, FindNode find)
    {
        var records = new List<ReadOnlyMemory<byte>>();
        foreach (var distance in find.Distances.Distinct())
        {
            if (distance == 0)
            {
                records.Add(LocalRecord.Encoded);
            }
            else
            {
                records.AddRange(_table.AtDistance(distance)
                    .Where(entry => entry.Record.NodeId != session.Peer.Node && entry.Failures == 0
                        && AddressScope.MayRelay(session.Peer.Endpoint.Address, entry.Contact.Endpoint.Address))
                    .Select(static entry => entry.Record.Encoded));
            }

            if (records.Count >= MaxRecordsAnswered)
            {
                records.RemoveRange(MaxRecordsAnswered, records.Count - MaxRecordsAnswered);
                break;
            }
        }

        var messages = new List<List<ReadOnlyMemory<byte>>> { new() };
        var space = RecordSpace;
        foreach (var record in records)
        {
            if (record.Length > space)
            {
                messages.Add([]);
                space = RecordSpace;
            }

            messages[^1].Add(record);
            space -= record.Length;
        }

        foreach (var part in messages)
        {
            Answer(session, new Nodes(find.Id, (ulong)messages.Count, part));
        }
    }
}
