using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.ReqResp;
using Consensoor.Interop.Tests.Libp2p;
using Consensoor.Interop.Tests.Libp2p.Connections;
using Consensoor.Interop.Wire;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;

namespace Consensoor.Interop.Tests.Wire;

/// <summary>Two hosts that speak gossip and requests over one connection in virtual time, each with an owner that remembers.</summary>
internal sealed class WirePair : IDisposable
{
    public const int MaxFrame = 1 << 20;

    public WirePair(WireLimits? limits = null, IReadOnlyList<ISessionProtocol>? stranger = null)
    {
        Limits = limits ?? new WireLimits();
        DialerMeshsub = new Meshsub(Dialer, Limits, MaxFrame);
        ListenerMeshsub = new Meshsub(Listener, Limits, MaxFrame);
        Pair = new ConnectionPair(
            dials: Host(1, stranger ?? Sessions(Dialer, DialerMeshsub)), listens: Host(2, Sessions(Listener, ListenerMeshsub))).Settle();
    }

    public static ChainSpec Spec { get; } = new(Preset.Minimal, ChainConfig.Minimal);

    public ConnectionPair Pair { get; }

    public WireLimits Limits { get; }

    public WireLog Dialer { get; } = new();

    public WireLog Listener { get; } = new();

    public Meshsub DialerMeshsub { get; }

    public Meshsub ListenerMeshsub { get; }

    public void Dispose() => Pair.Dispose();

    /// <summary>Opens the dialer's stream for frames.</summary>
    public MeshsubSender OpenSender()
    {
        Pair.Dialer.Open(DialerMeshsub.Protocols, Pair.Now);
        Pair.Settle();
        return Dialer.Senders[^1];
    }

    /// <summary>Sends frames on the dialer's stream.</summary>
    public void Send(MeshsubSender sender, params GossipFrame[] frames)
    {
        foreach (var frame in frames)
        {
            sender.Add(frame);
        }

        Pair.Dialer.AdvanceStream(sender.Stream, Pair.Now);
        Pair.Settle();
    }

    /// <summary>Asks from the dialer.</summary>
    public RequestDialer Ask(string id, byte[] ssz, ulong mostChunks = 4)
    {
        ReqRespProtocols.TryFind(id, out var protocol);
        var dial = new RequestDial(
            protocol!, Spec, static _ => ForkName.Altair, mostChunks, ssz, Dialer, Limits, new ReqRespTimeouts());
        Pair.Dialer.Open([dial], Pair.Now);
        Pair.Settle();
        return dial.Dialer!;
    }

    /// <summary>Does something with a stream of the listener, as the thread of its connection would.</summary>
    public void Answer(Action<RequestListener> action)
    {
        var listener = Listener.Requests[^1].Listener;
        action(listener);
        Pair.Listener.AdvanceStream(listener.Stream, Pair.Now);
        Pair.Settle();
    }

    private static TestHost Host(int seed, IReadOnlyList<ISessionProtocol> sessions) =>
        new(new Secp256k1Identity(NodeKey.Create(TestRandom.From(seed))), $"host {seed}", sessions: sessions);

    private IReadOnlyList<ISessionProtocol> Sessions(WireLog owner, Meshsub meshsub) =>
    [
        .. meshsub.Protocols,
        .. ReqRespProtocols.All.Select(protocol => new RequestProtocol(protocol, Spec, owner, Limits, new ReqRespTimeouts())),
    ];
}
