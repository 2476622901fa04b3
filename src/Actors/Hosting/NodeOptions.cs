using System.Net;
using Serilog.Events;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// Holds what every command that starts nodes is told: where data lies, where servers listen (port 0 for none), a HOCON file, and
/// settings laid over it.
/// </summary>
public sealed record NodeOptions(
    string DataDir,
    IPAddress BeaconApiHost,
    int BeaconApiPort,
    IPAddress MetricsHost,
    int MetricsPort,
    string? ConfigFile,
    LogEventLevel LogLevel,
    IReadOnlyList<HoconSetting> Settings)
{
    /// <summary>Says what is to be told at the start of how the program was called.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Says what is wrong with the ports of so many nodes, which have one after the other; null where nothing is.</summary>
    public static string? PortProblem(int beaconApiPort, int metricsPort, int nodes)
    {
        const int MaxPort = 65_535;
        var last = beaconApiPort + nodes - 1;
        return beaconApiPort == 0 ? null
            : last > MaxPort
                ? $"--beacon-api-port: {nodes} nodes from port {beaconApiPort} on would need port {last}; the last there is is {MaxPort}"
            : metricsPort >= beaconApiPort && metricsPort <= last
                ? $"--metrics-port: {metricsPort} is a port of the Beacon API, which has {beaconApiPort} to {last}"
            : null;
    }
}
