using System.Net;
using System.Net.Sockets;

namespace Consensoor.Actors.Tests;

/// <summary>
/// Ports that nobody on this machine listens at, each given once. They lie below those that the system gives to connections that go out:
/// one of these takes its port while whoever is to listen there is being started, and that is refused then.
/// </summary>
internal static class FreePort
{
    private const int First = 15_000;
    private const int Count = 15_000;
    private const int Step = 7;

    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Given = [];

    // Processes that run tests side by side begin far from each other.
    private static int _next = (int)(Environment.ProcessId * 997L % Count);

    /// <summary>
    /// Gives a port that is free now over TCP and UDP, and that was not given before: whoever has it may not listen yet.
    /// </summary>
    public static int Next()
    {
        lock (Gate)
        {
            while (true)
            {
                _next = (_next + Step) % Count;
                if (First + _next is var port && IsFreeOverTcp(port) && IsFreeOverUdp(port) && Given.Add(port))
                {
                    return port;
                }
            }
        }
    }

    private static bool IsFreeOverTcp(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Any, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
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
