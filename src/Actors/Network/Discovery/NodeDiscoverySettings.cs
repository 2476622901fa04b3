using System.Net;
using System.Net.Quic;
using System.Net.Sockets;
using Akka.Configuration;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network.Wire;
using Consensoor.Interop.Discovery.Protocol;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Network.Discovery;

/// <summary>What discovery in a node goes by (`consensoor.discovery`, where bounds and rules stand).</summary>
public sealed record NodeDiscoverySettings
{
    /// <summary>Gives the preset and configuration of the chain.</summary>
    public required ChainSpec Spec { get; init; }

    /// <summary>Separates this chain's nodes from others'.</summary>
    public required Root GenesisValidatorsRoot { get; init; }

    /// <summary>Tells slots from time.</summary>
    public required SlotSchedule Schedule { get; init; }

    /// <summary>Whether a socket is opened; without one the record is kept, and nobody is found.</summary>
    public required bool IsEnabled { get; init; }

    /// <summary>Where to listen over UDP; the address of any stands for that of the way out.</summary>
    public required IPAddress Host { get; init; }

    /// <summary>The bounds and times of the machine.</summary>
    public required DiscoverySettings Machine { get; init; }

    /// <summary>Whether the wire reaches nodes over QUIC.</summary>
    public bool DialsQuic { get; init; }

    /// <summary>Nodes to begin with.</summary>
    public required BootNodes BootNodes { get; init; }

    /// <summary>Where the node's record is kept, as text.</summary>
    public required IKeptBytes Record { get; init; }

    /// <summary>The first sequence number of the record where none is kept, higher than that of any earlier start.</summary>
    public required ulong FirstSequence { get; init; }

    /// <summary>Peers that each subnet is to have; where it has fewer, more are looked for.</summary>
    public required int SubnetPeers { get; init; }

    /// <summary>How often peers are looked for while any are missing.</summary>
    public required TimeSpan SearchInterval { get; init; }

    /// <summary>For how long a node that was handed to the wire is not handed over again.</summary>
    public required TimeSpan OfferInterval { get; init; }

    /// <summary>Datagrams that wait for the actor.</summary>
    public required int Datagrams { get; init; }

    /// <summary>Reads the settings of a node whose wire is known.</summary>
    public static NodeDiscoverySettings From(
        NodeSettings node, WireSettings wire, IReadOnlyList<string> bootNodes, IKeptBytes record, Config consensoor)
    {
        var isV4 = wire.Listen.AddressFamily == AddressFamily.InterNetwork;
        var machine = wire.IsDevnet ? DiscoverySettings.Devnet : new DiscoverySettings();
        var isFixed = !wire.Listen.Address.Equals(IPAddress.Any) && !wire.Listen.Address.Equals(IPAddress.IPv6Any);
        return new NodeDiscoverySettings
        {
            Spec = node.Spec,
            GenesisValidatorsRoot = node.GenesisValidatorsRoot,
            Schedule = wire.Schedule,
            IsEnabled = consensoor.GetBoolean("discovery.enabled"),
            Host = wire.Listen.Address,
            Machine = machine with { ByIPv4 = isV4, ByIPv6 = !isV4, LearnsAddress = !isFixed },
            DialsQuic = QuicConnection.IsSupported,
            BootNodes = BootNodes.Parse(bootNodes, isV4, !isV4),
            Record = record,
            FirstSequence = node.MetaDataSequence,
            SubnetPeers = consensoor.Positive("discovery.subnet-peers"),
            SearchInterval = consensoor.GetTimeSpan("discovery.search-interval"),
            OfferInterval = consensoor.GetTimeSpan("discovery.offer-interval"),
            Datagrams = consensoor.Positive("discovery.datagrams"),
        };
    }
}
