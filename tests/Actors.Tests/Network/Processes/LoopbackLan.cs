using System.Diagnostics;
using System.Globalization;
using System.Net;
using Xunit;

namespace Consensoor.Actors.Tests.Network.Processes;

/// <summary>
/// Addresses of the loopback. No packet can be withheld there: a node that is cut off is stopped instead, and misses as much.
/// </summary>
internal sealed class LoopbackLan : INodeLan
{
    /// <inheritdoc/>
    public IPAddress AddressOf(int node) => new([127, 0, 0, (byte)(10 + node)]);

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
