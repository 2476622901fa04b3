using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Table;
using Consensoor.Interop.Discovery.Wire;

namespace Consensoor.Interop.Discovery.Udp;

/// <summary>
/// Asks a node of discovery whether it is there, without a session: it has to answer a packet that nobody can decrypt with a WHOAREYOU
/// that names the packet (`discv5-theory.md`, handshake steps 1 and 2).
/// </summary>
public static class DiscoveryProbe
{
    private const int NoiseBytes = 44;

    /// <summary>True where it answers in time; a second packet is sent at half of that, since one may be lost.</summary>
    public static async Task<bool> Ask(NodeContact contact, TimeSpan patience, CancellationToken cancellation)
    {
        var own = NodeId.From(RandomNumberGenerator.GetBytes(NodeId.Length));
        using var codec = new PacketCodec(own);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(patience);
        try
        {
            using var socket = new Socket(contact.Endpoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            await socket.ConnectAsync(contact.Endpoint, late.Token);
            var nonces = new List<PacketNonce>();
            var received = new byte[PacketCodec.MaxLength];
            for (var sent = 0; sent < 2; sent++)
            {
                nonces.Add(await Send(socket, contact.NodeId, own, late.Token));
                using var half = CancellationTokenSource.CreateLinkedTokenSource(late.Token);
                half.CancelAfter(patience / 2);
                if (await IsAnswered(socket, codec, nonces, received, half.Token))
                {
                    return true;
                }
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // Nobody is there, or what stands before it lets nothing through.
        }

        return false;
    }

    private static async Task<PacketNonce> Send(Socket socket, NodeId receiver, NodeId own, CancellationToken cancellation)
    {
        var nonce = PacketNonce.Read(RandomNumberGenerator.GetBytes(PacketNonce.Length));
        var packet = PacketCodec.EncodeRandom(
            receiver, own, RandomNumberGenerator.GetBytes(PacketCodec.IvLength), nonce, RandomNumberGenerator.GetBytes(NoiseBytes));
        await socket.SendAsync(packet, cancellation);
        return nonce;
    }

    private static async Task<bool> IsAnswered(
        Socket socket, PacketCodec codec, List<PacketNonce> nonces, byte[] received, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                var length = await socket.ReceiveAsync(received, cancellation);
                var packet = codec.Decode(received.AsMemory(0, length), out _);
                if (packet is { Flag: PacketFlag.WhoAreYou } && nonces.Contains(packet.Nonce))
                {
                    return true;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
