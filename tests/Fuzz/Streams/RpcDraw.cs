using System.Collections.Concurrent;
using System.Text;
using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Gossipsub.Rpc;
using Consensoor.Interop.Protobuf;

namespace Consensoor.Fuzz.Streams;

/// <summary>RPCs as a peer could send them, with few topics, ids and payloads, so that they meet.</summary>
internal static class RpcDraw
{
    private const int Payloads = 60;

    private static readonly byte[][] Blocks = [.. Enumerable.Range(0, Payloads).Select(static i => SnappyBlock.Compress(Ssz(i)))];

    private static readonly ConcurrentDictionary<string, MessageId[]> IdsOf = new(StringComparer.Ordinal);

    internal static byte[] Next(FuzzRandom random, string topic)
    {
        var (rpc, control) = (new ProtoWriter(), new ProtoWriter());
        for (var entries = 1 + random.Next(5); entries > 0; entries--)
        {
            var name = Encoding.UTF8.GetBytes(random.OneIn(5) ? $"other{random.Next(3)}" : topic);
            switch (random.Next(9))
            {
                case 0:
                    var subscription = rpc.Begin(1);
                    rpc.Varint(1, (ulong)random.Next(2));
                    rpc.Bytes(2, name);
                    if (random.OneIn(2))
                    {
                        rpc.Varint(3, (ulong)random.Next(2));
                        rpc.Varint(4, (ulong)random.Next(2));
                    }

                    rpc.End(subscription);
                    break;
                case 1 or 2:
                    Message(random, rpc, name);
                    break;
                case 3:
                    var have = control.Begin(1);
                    control.Bytes(1, name);
                    Ids(random, control, 2, topic);
                    control.End(have);
                    break;
                case 4:
                    var want = control.Begin(random.OneIn(2) ? 2 : 5);
                    Ids(random, control, 1, topic);
                    control.End(want);
                    break;
                case 5:
                    var graft = control.Begin(3);
                    control.Bytes(1, name);
                    control.End(graft);
                    break;
                case 6:
                    var prune = control.Begin(4);
                    control.Bytes(1, name);
                    control.Varint(3, random.OneIn(3) ? ulong.MaxValue : (ulong)random.Next(100));
                    control.End(prune);
                    break;
                case 7:
                    control.Bytes(6, random.OneIn(2) ? [0x50, (byte)random.Next(2)] : random.Bytes(random.Next(6)));
                    break;
                default:
                    var partial = rpc.Begin(10);
                    rpc.Bytes(1, name);
                    rpc.Bytes(2, random.Bytes(random.Next(4)));
                    rpc.Bytes(3 + random.Next(2), random.Bytes(random.Next(20)));
                    rpc.End(partial);
                    break;
            }
        }

        rpc.Bytes(3, control.Written);
        return rpc.Written.ToArray();
    }

    internal static byte[] Ssz(int number)
    {
        var ssz = new byte[8 + (number % 3 * 700)];
        ssz[0] = (byte)number;
        return ssz;
    }

    private static void Message(FuzzRandom random, ProtoWriter rpc, byte[] name)
    {
        var message = rpc.Begin(2);
        var data = random.Pick(Blocks);
        rpc.Bytes(2, random.OneIn(6) ? HostileBytes.Spoil(random, data) : data);
        rpc.Bytes(4, name);
        if (random.OneIn(20))
        {
            rpc.Bytes(1 + random.Next(6), [1]);
        }

        rpc.End(message);
    }

    private static void Ids(FuzzRandom random, ProtoWriter control, int field, string topic)
    {
        var known = IdsOf.GetOrAdd(topic, static topic => [.. Enumerable.Range(0, Payloads)
            .Select(i => MessageIds.OfValid(MessageIdRule.Altair, Encoding.UTF8.GetBytes(topic), Ssz(i)))]);
        for (var ids = random.Next(6); ids > 0; ids--)
        {
            random.Pick(known).Write(control, field);
        }
    }
}
