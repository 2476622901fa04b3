using System.Net;
using Consensoor.Interop.Libp2p.Multiaddrs;

namespace Consensoor.Actors.Hosting;

/// <summary>Holds what a node on a given genesis is to be, and which interop validators it acts for.</summary>
public sealed record RunOptions(
    string? GenesisState,
    string? NetworkConfig,
    string? Preset,
    (int First, int Count)? InteropValidators,
    NodeOptions Node,
    TextWriter Error)
{
    /// <summary>The most interop validators that one node is given.</summary>
    public const int MaxInteropValidators = 100_000;

    /// <summary>Gives the TCP port of the network of peers; 0 for none.</summary>
    public int P2pPort { get; init; }

    /// <summary>Gives the address the network of peers listens on.</summary>
    public IPAddress P2pHost { get; init; } = IPAddress.Any;

    /// <summary>Lists the peers to stay connected with.</summary>
    public IReadOnlyList<Multiaddr> Peers { get; init; } = [];
}
