using System.Net.Sockets;

namespace Consensoor.Interop.Engine.JsonRpc.Transport;

/// <summary>Connects to an execution layer, and has each connection counted: another one may answer behind it.</summary>
internal static class EngineSockets
{
    /// <summary>Connects over TCP; throws what the socket throws.</summary>
    public static async ValueTask<Stream> Connect(SocketsHttpConnectionContext to, Action connected, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(to.DnsEndPoint, stop);
            connected();
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
