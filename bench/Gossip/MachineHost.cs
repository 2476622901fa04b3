using System.Security.Cryptography;
using Consensoor.Interop.Buffers;
using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Identify;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Noise;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.ReqResp;
using Consensoor.Interop.Wire;

namespace Consensoor.Bench.Gossip;

/// <summary>One side of a connection without sockets, threads and actors: its machines, and what came and waits for the router.</summary>
internal sealed class MachineHost : IWireOwner, IIdentifySource
{
    private readonly Secp256k1Identity _identity = new(NodeKey.Create());

    public MachineHost(bool isDialer, GossipSettings settings, DateTimeOffset now)
    {
        Router = new GossipRouter(settings, new Random(1), TimeSpan.Zero);
        Meshsub = new Meshsub(this, new WireLimits(), settings.MaxMessageSize);
        var protocols = new ConnectionProtocols
        {
            Security = [new NoiseProtocol(_identity, Fill)],
            Muxers = [new YamuxProtocol()],
            Sessions = Meshsub.Protocols,
            Identify = this,
        };
        var remote = Multiaddr.Parse("/ip4/127.0.0.1/tcp/9000", out _)!;
        Connection = new Connection(isDialer, remote, null, protocols, new ConnectionSettings(), Fill, now);
    }

    public GossipRouter Router { get; }

    public Meshsub Meshsub { get; }

    public Connection Connection { get; }

    public MeshsubSender? Sender { get; private set; }

    public Queue<(MeshsubReceiver Receiver, OwnedFrame Frame)> Came { get; } = new();

    public IdentifyInfo Describe(Multiaddr observed, IReadOnlyList<string> protocols) => new()
    {
        PublicKey = _identity.PublicKey, ObservedAddress = observed, Protocols = protocols,
    };

    public void SenderOpened(MeshsubSender sender) => Sender = sender;

    public void SenderEnded(MeshsubSender sender, StreamEnd end, string? reason) => throw new InvalidOperationException($"{end} {reason}");

    public void FramesReceived(MeshsubReceiver receiver, IReadOnlyList<OwnedFrame> frames)
    {
        foreach (var frame in frames)
        {
            Came.Enqueue((receiver, frame));
        }
    }

    public void FramesBroken(MeshsubReceiver receiver, string reason) => throw new InvalidOperationException(reason);

    public void RequestReceived(RequestListener listener, ReadOnlyMemory<byte> ssz)
    {
    }

    public void RequestBroken(RequestListener listener, string reason)
    {
    }

    public void ChunkSent(RequestListener listener, int bytes)
    {
    }

    public void RequestEnded(RequestListener listener)
    {
    }

    public void ChunkReceived(RequestDialer dialer, ResponseChunk chunk)
    {
    }

    public void AnswerEnded(RequestDialer dialer, bool isLost, string? fault)
    {
    }

    private static void Fill(Memory<byte> memory) => RandomNumberGenerator.Fill(memory.Span);
}
