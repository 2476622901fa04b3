using System.Net;
using System.Net.Sockets;

namespace Consensoor.Actors.Tests;

/// <summary>Ports of TCP that nobody on this machine listens at, each given once.</summary>
internal static class FreePort
{
    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Given = [];

    /// <summary>
    /// Gives a port that the system has free now over TCP and UDP, and that was not given before: whoever has it may not listen yet.
    /// </summary>
    public static int Next()
    {
        lock (Gate)
        {
            while (true)
            {
                using var listener = new TcpListener(IPAddress.Any, 0);
                listener.Start();
                if (((IPEndPoint)listener.LocalEndpoint).Port is var port && IsFreeOverUdp(port) && Given.Add(port))
                {
                    return port;
                }
            }
        }
    }

    private static bool IsFreeOverUdp(int port)
    {
        try
        {
            using var socket = new UdpClient(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
