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

    /// <summary>True where the node keeps all data columns.</summary>
    public bool IsSupernode { get; init; }

    /// <summary>True where the event `payload_attributes` comes every slot, and not only where a proposer is known to be here.</summary>
    public bool EmitsPayloadAttributes { get; init; }

    /// <summary>Gives the TCP port of the network of peers; 0 for none.</summary>
    public int P2pPort { get; init; }

    /// <summary>Gives the address the network of peers listens on.</summary>
    public IPAddress P2pHost { get; init; } = IPAddress.Any;

    /// <summary>Gives the beacon node to begin from, ending in a slash, with a password or without; null for none.</summary>
    public Uri? CheckpointSyncUrl { get; init; }

    /// <summary>Names the file of the checkpoint's state.</summary>
    public string? CheckpointState { get; init; }

    /// <summary>Names the file of the checkpoint's block.</summary>
    public string? CheckpointBlock { get; init; }

    /// <summary>True where the checkpoint may be older than its weak subjectivity period, or a block of the middle of an epoch.</summary>
    public bool UnsafeCheckpoint { get; init; }

    /// <summary>Lists blocks that are never imported, nor what stands on them.</summary>
    public IReadOnlyList<Root> RejectedRoots { get; init; } = [];

    /// <summary>True where a checkpoint is named.</summary>
    public bool HasCheckpoint => CheckpointSyncUrl is not null || CheckpointState is not null || CheckpointBlock is not null;

    /// <summary>Gives the UDP port to listen at over QUIC; null or 0 for none.</summary>
    public int? QuicPort { get; init; }

    /// <summary>Gives the address that the keymanager API listens on.</summary>
    public IPAddress KeymanagerHost { get; init; } = IPAddress.Loopback;

    /// <summary>Gives the port of the keymanager API; 0 for none.</summary>
    public int KeymanagerPort { get; init; }

    /// <summary>Names the file of the keymanager API's token; null for that in the data directory.</summary>
    public string? KeymanagerTokenFile { get; init; }

    /// <summary>Lists the peers to stay connected with.</summary>
    public IReadOnlyList<Multiaddr> Peers { get; init; } = [];

    /// <summary>Lists the nodes that discovery begins with, as records or multiaddrs, each well formed.</summary>
    public IReadOnlyList<string> BootNodes { get; init; } = [];
}
