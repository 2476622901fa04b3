using System.Net;
using System.Net.Sockets;

namespace Consensoor.Interop.Discovery.Table;

/// <summary>Which addresses one may tell whom: nobody may send a node into its own network, and none goes where no node can be.</summary>
public static class AddressScope
{
    private const int Global = 0;
    private const int Private = 1;
    private const int Loopback = 2;
    private const int Nowhere = 3;

    /// <summary>
    /// Tells whether an address may be passed between this node and another: loopback only among those on loopback, private ones only
    /// within private networks, never unspecified, multicast and reserved ones.
    /// </summary>
    public static bool MayRelay(IPAddress other, IPAddress told)
    {
        var scope = Of(told);
        return scope != Nowhere && scope <= Of(other);
    }

    /// <summary>Tells whether an address is reached from the whole Internet.</summary>
    public static bool IsGlobal(IPAddress address) => Of(address) == Global;

    private static int Of(IPAddress address)
    {
        Span<byte> b = stackalloc byte[16];
        address.TryWriteBytes(b, out _);
        if (IPAddress.IsLoopback(address))
        {
            return Loopback;
        }

        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return b[0] switch
            {
                0 or >= 224 => Nowhere,
                10 => Private,
                100 when b[1] is >= 64 and < 128 => Private,
                169 when b[1] == 254 => Private,
                172 when b[1] is >= 16 and < 32 => Private,
                192 when b[1] == 168 => Private,
                _ => Global,
            };
        }

        return b[0] switch
        {
            0xff => Nowhere,
            0x00 => Nowhere,
            0xfc or 0xfd => Private,
            0xfe when (b[1] & 0xc0) == 0x80 => Private,
            _ => Global,
        };
    }
}
