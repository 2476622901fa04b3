using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Xunit;

namespace Consensoor.Actors.Tests.Network.Processes;

/// <summary>
/// Addresses of the loopback, in a part of it that is drawn for each network, so that two of them do not meet. No packet can be withheld
/// there: a node that is cut off is stopped instead, and misses as much.
/// </summary>
internal sealed class LoopbackLan : INodeLan
{
    private readonly byte[] _net = [127, (byte)RandomNumberGenerator.GetInt32(1, 255), (byte)RandomNumberGenerator.GetInt32(256)];

    /// <inheritdoc/>
    public IPAddress AddressOf(int node) => new([.. _net, (byte)(10 + node)]);

    /// <inheritdoc/>
    public (string Program, IReadOnlyList<string> Arguments) Start(int node, string program) => (program, []);

    /// <inheritdoc/>
    public void Cut(int node, Process process, bool isCut)
    {
        using var kill = Process.Start("kill", [isCut ? "-STOP" : "-CONT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
