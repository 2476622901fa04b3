using System.Net;
using Akka.Configuration;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network.Partials;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.ReqResp;
using Consensoor.Spec.Config;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Network.Wire;

/// <summary>What a node's end of the real network goes by (`consensoor.wire`, where bounds and rules stand).</summary>
public sealed record WireSettings
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Gives the preset and configuration of the chain.</summary>
    public required ChainSpec Spec { get; init; }

    /// <summary>Separates this chain's topics from others'.</summary>
    public required Root GenesisValidatorsRoot { get; init; }

    /// <summary>Tells slots from time.</summary>
    public required SlotSchedule Schedule { get; init; }

    /// <summary>Active validators that scores are first computed for; the head's once there is one.</summary>
    public required ulong ActiveValidators { get; init; }

    /// <summary>Where to listen over TCP.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>Where to listen over QUIC; null for nowhere.</summary>
    public IPEndPoint? Quic { get; init; }

    /// <summary>Peers that are kept connected, each with its peer id.</summary>
    public IReadOnlyList<Multiaddr> Peers { get; init; } = [];

    /// <summary>The seed of the mesh's random choices.</summary>
    public required int Seed { get; init; }

    /// <summary>True where peers share addresses, so that none is limited or scored by it.</summary>
    public required bool IsDevnet { get; init; }

    /// <summary>Peers to aim at.</summary>
    public required int TargetPeers { get; init; }

    /// <summary>Peers at most.</summary>
    public required int MaxPeers { get; init; }

    /// <summary>How long a peer that broke the protocol is not let in.</summary>
    public required TimeSpan Ban { get; init; }

    /// <summary>How long a peer that is left has to read why.</summary>
    public required TimeSpan GoodbyeTimeout { get; init; }

    /// <summary>Lines about peers in the log, a slot.</summary>
    public required int LogLines { get; init; }

    /// <summary>
    /// The times of requests on their streams. They end behind those of the actor of requests, which says that a peer did not answer: a
    /// stream that ends first is a peer that went.
    /// </summary>
    public ReqRespTimeouts Timeouts { get; init; } = new();

    /// <summary>How the node takes part in partial columns.</summary>
    public PartialColumnsSettings Partials { get; init; } = PartialColumnsSettings.Off;

    /// <summary>The bounds of connections in and out.</summary>
    public ConnectionLimits Connections
    {
        get
        {
            var profile = IsDevnet ? ConnectionLimits.Devnet : ConnectionLimits.Public;
            return profile with { Target = TargetPeers, Max = MaxPeers, MaxInbound = Math.Max(1, MaxPeers * 3 / 4) };
        }
    }

    /// <summary>Reads the settings of a node on the chain of a state.</summary>
    public static WireSettings From(
        ChainSpec spec, BeaconState state, IPEndPoint listen, IReadOnlyList<Multiaddr> peers, int seed, Config consensoor)
    {
        return new WireSettings
        {
            Spec = spec,
            GenesisValidatorsRoot = state.GenesisValidatorsRoot,
            Schedule = new SlotSchedule(spec, state.GenesisTime),
            ActiveValidators = ActiveIn(state),
            Listen = listen,
            Peers = peers,
            Seed = seed,
            IsDevnet = IsDevnetOf(spec, consensoor),
            TargetPeers = consensoor.Positive("wire.target-peers"),
            MaxPeers = consensoor.Positive("wire.max-peers"),
            Ban = consensoor.GetTimeSpan("wire.ban"),
            GoodbyeTimeout = consensoor.GetTimeSpan("wire.goodbye-timeout"),
            LogLines = consensoor.Positive("wire.log-lines"),
            Timeouts = new ReqRespTimeouts
            {
                Agreement = consensoor.GetTimeSpan("requests.chunk-timeout") + Grace,
                Chunk = consensoor.GetTimeSpan("requests.chunk-timeout") + Grace,
                Answer = consensoor.GetTimeSpan("requests.answer-timeout") + Grace,
            },
            Partials = PartialColumnsSettings.From(spec, consensoor),
        };
    }

    /// <summary>Reads `wire.profile`: auto is public for the networks that are known by name.</summary>
    internal static bool IsDevnetOf(ChainSpec spec, Config consensoor) => consensoor.GetString("wire.profile") switch
    {
        "devnet" => true,
        "public" => false,
        "auto" => Networks.Find(spec.Config.ConfigName) is null || spec.Config.ConfigName == spec.Preset.Name,
        var other => throw new ConfigurationException($"consensoor.wire.profile is '{other}', and none of auto, public, devnet"),
    };

    /// <summary>Counts the validators that are active in a state's epoch.</summary>
    internal static ulong ActiveIn(BeaconState state) =>
        (ulong)Accessors.GetActiveValidatorIndices(state, Accessors.GetCurrentEpoch(state)).Length;
}
