using System.Net;
using System.Net.Sockets;

namespace Consensoor.Actors.Tests;

/// <summary>Ports of TCP that nobody on this machine listens at.</summary>
internal static class FreePort
{
    /// <summary>Gives a port that the system has free now.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
