using Consensoor.Interop.Libp2p.Connections;

namespace Consensoor.Interop.Libp2p.Hosting;

/// <summary>How a host behaves: its connections' bounds, how many it has, and its time-outs.</summary>
public sealed record HostSettings
{
    /// <summary>The bounds of a connection.</summary>
    public ConnectionSettings Connection { get; init; } = new();

    /// <summary>How many connections there are.</summary>
    public ConnectionLimits Limits { get; init; } = ConnectionLimits.Public;

    /// <summary>How long making a link may take.</summary>
    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the first of two ways to a peer may take (<see cref="DialOrder.Next"/>), of that time.</summary>
    public TimeSpan FirstDialTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a connection that is over may take to send what waits.</summary>
    public TimeSpan LingerTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
