using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Consensoor.Interop.Libp2p.Wire;
using Consensoor.Interop.ReqResp;

namespace Consensoor.Actors.Tests.Network.Wire;

/// <summary>Makes gossip's frames and the req/resp domain's requests by hand, so that each part of them can be wrong.</summary>
internal static class HostileBytes
{
    /// <summary>A frame of gossip.</summary>
    public static byte[] Frame(params byte[][] parts)
    {
        var rpc = parts.SelectMany(static part => part).ToArray();
        return [.. Varint((ulong)rpc.Length), .. rpc];
    }

    /// <summary>A subscription.</summary>
    public static byte[] Subscribe(string topic) => Field(1, [8, 1, .. Field(2, Encoding.UTF8.GetBytes(topic))]);

    /// <summary>A message with data as they are, and other fields behind.</summary>
    public static byte[] Message(string topic, byte[] data, params byte[] more) =>
        Field(2, [.. Field(2, data), .. Field(4, Encoding.UTF8.GetBytes(topic)), .. more]);

    /// <summary>An IHAVE of ids.</summary>
    public static byte[] Have(string topic, params IEnumerable<byte[]> ids) =>
        Field(3, Field(1, [.. Field(1, Encoding.UTF8.GetBytes(topic)), .. ids.SelectMany(static id => Field(2, id))]));

    /// <summary>A GRAFT.</summary>
    public static byte[] Graft(string topic) => Field(3, Field(3, Field(1, Encoding.UTF8.GetBytes(topic))));

    /// <summary>A PRUNE.</summary>
    public static byte[] Prune(string topic) => Field(3, Field(4, Field(1, Encoding.UTF8.GetBytes(topic))));

    /// <summary>A field of bytes.</summary>
    public static byte[] Field(int number, byte[] bytes) =>
        [.. Varint((ulong)((number << 3) | 2)), .. Varint((ulong)bytes.Length), .. bytes];

    /// <summary>A varint.</summary>
    public static byte[] Varint(ulong value)
    {
        var bytes = new byte[Consensoor.Interop.Libp2p.Wire.Varint.MaxLength];
        return bytes[..Consensoor.Interop.Libp2p.Wire.Varint.Write(bytes, value)];
    }

    /// <summary>A request as an honest peer writes it.</summary>
    public static byte[] Request(string protocol, byte[] ssz)
    {
        var to = new ArrayBufferWriter<byte>();
        ReqRespProtocols.TryFind(protocol, out var found);
        ReqRespWriter.Request(to, found!, ssz);
        return to.WrittenSpan.ToArray();
    }

    /// <summary>`BeaconBlocksByRange`: start, count and a step of one.</summary>
    public static byte[] Range(ulong start, ulong count)
    {
        var ssz = new byte[24];
        BinaryPrimitives.WriteUInt64LittleEndian(ssz, start);
        BinaryPrimitives.WriteUInt64LittleEndian(ssz.AsSpan(8), count);
        ssz[16] = 1;
        return ssz;
    }
}
