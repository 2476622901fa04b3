using System.Net;
using System.Net.Sockets;

namespace Consensoor.Interop.Discovery.Table;

/// <summary>Addresses that are likely one owner's: an IPv4 /24, an IPv6 /64.</summary>
public readonly record struct NetworkPrefix(ulong Bits, bool IsIPv6)
{
    /// <summary>The prefix of an address.</summary>
    public static NetworkPrefix Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return length == 4
            ? new NetworkPrefix(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes) >> 8, false)
            : new NetworkPrefix(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes), true);
    }

    /// <summary>The number by which one sender is known: a whole IPv4 address, an IPv6 /64.</summary>
    public static ulong Sender(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes) ^ 0x8000_0000_0000_0000;
    }
}
