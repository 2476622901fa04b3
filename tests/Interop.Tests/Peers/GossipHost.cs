using System.Security.Cryptography;
using Consensoor.Interop.Buffers;
using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Hosting;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Tcp;
using Consensoor.Interop.ReqResp;
using Consensoor.Interop.Tests.Libp2p.Connections;
using Consensoor.Interop.Wire;
using Consensoor.Spec.Gossip;
using Xunit;

namespace Consensoor.Interop.Tests.Peers;

/// <summary>
/// A host on the loopback with one router of gossip, which accepts whatever it is given, and counts it. One lock guards the router.
/// </summary>
internal sealed class GossipHost : IWireOwner, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly GossipRouter _router;
    private readonly Meshsub _meshsub;
    private readonly Libp2pHost _host;
    private readonly Timer _timer;
    private readonly Dictionary<string, MeshsubSender> _senders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _outbound = new(StringComparer.Ordinal);
    private readonly Queue<(MeshsubReceiver Receiver, int Bytes)> _held = new();
    private readonly byte[] _digest = new byte[32];
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private bool _isSlow;

    public GossipHost(IPeerIdentity identity, bool isYamux)
    {
        // A peer that speaks 1.2 hears nothing of it.
        var settings = new GossipSettings { HasPartialMessages = true };
        _router = new GossipRouter(settings, new Random(1), TimeSpan.Zero);
        _meshsub = new Meshsub(this, new WireLimits { QueueBytes = 256 << 20 }, settings.MaxMessageSize);
        var what = new TestHost(identity, "consensoor", isYamux, sessions: _meshsub.Protocols);
        _host = new Libp2pHost(
            new HostSettings { Limits = ConnectionLimits.Devnet },
            identity.PeerId,
            what.Protocols,
            new TcpTransport(TimeProvider.System),
            TimeProvider.System,
            static memory => RandomNumberGenerator.Fill(memory.Span),
            OnHost);
        Address = $"{_host.Listen(Multiaddr.Parse("/ip4/127.0.0.1/tcp/0", out _)!)}/p2p/{identity.PeerId}";
        _timer = new Timer(_ => Do(now => _router.Wake(now)), null, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(50));
    }

    public string Address { get; }

    public int Messages { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>IDONTWANT ids that peers sent.</summary>
    public int Unwanted { get; private set; }

    public List<string> Events { get; } = [];

    public string Digest
    {
        get
        {
            lock (_gate)
            {
                return Convert.ToHexStringLower(_digest);
            }
        }
    }

    public GossipCounts Counts => _router.Counts;

    public void Dial(string address)
    {
        var at = Multiaddr.Parse(address, out _)!;
        Assert.True(_host.Learn(at.Peer!, [at], PeerStanding.Static));
    }

    public IReadOnlyList<string> MeshOf(string topic)
    {
        lock (_gate)
        {
            return _router.MeshOf(topic);
        }
    }

    public void Subscribe(string topic) => Do(now => _router.Subscribe(Settings(topic), now));

    public void Unsubscribe(string topic) => Do(now => _router.Unsubscribe(topic, now));

    public void Publish(string topic, byte[] data) =>
        Do(now => Assert.Equal(PublishOutcome.Sent, _router.Publish(Settings(topic), data, now)));

    /// <summary>Takes no frames, and then those that wait.</summary>
    public void BeSlow(bool isSlow)
    {
        List<(MeshsubReceiver Receiver, int Bytes)> held;
        lock (_gate)
        {
            _isSlow = isSlow;
            held = isSlow ? [] : [.. _held];
            _held.Clear();
        }

        held.ForEach(one => GiveBack(one.Receiver, one.Bytes));
    }

    public void SenderOpened(MeshsubSender sender)
    {
        lock (_gate)
        {
            _senders[sender.Peer.ToString()] = sender;
        }

        Do(now => _router.AddPeer(sender.Peer.ToString(), sender.Version, _outbound[sender.Peer.ToString()], "", now));
    }

    public void SenderEnded(MeshsubSender sender, StreamEnd end, string? reason) => Say($"sender ended {end} {reason}");

    public void FramesReceived(MeshsubReceiver receiver, IReadOnlyList<OwnedFrame> frames)
    {
        // Not on the connection's thread, under whose lock frames to other connections would wait for theirs.
        Task.Run(() =>
        {
            foreach (var frame in frames)
            {
                Do(now => _router.Receive(receiver.Peer.ToString(), frame, now));
                frame.Release();
                lock (_gate)
                {
                    if (_isSlow)
                    {
                        _held.Enqueue((receiver, frame.Length));
                        continue;
                    }
                }

                GiveBack(receiver, frame.Length);
            }
        });
    }

    public void FramesBroken(MeshsubReceiver receiver, string reason) => Say($"frames broken: {reason}");

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

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await _host.DisposeAsync();
    }

    private static GossipTopicSettings Settings(string topic) => new(topic, MessageIdRule.Altair, 10 << 20)
    {
        Partial = PartialSupport.Requests | PartialSupport.Sends,
    };

    private void OnHost(HostEvent happened)
    {
        if (happened.What is ConnectionEvent.Opened opened)
        {
            lock (_gate)
            {
                _outbound[opened.Peer.ToString()] = !happened.IsInbound;
            }

            Task.Run(() => _host.Do(happened.Connection, (open, now) => open.Open(_meshsub.Protocols, now)));
        }
        else if (happened.What is ConnectionEvent.Closed or ConnectionEvent.Faulted)
        {
            Say($"{happened.What}");
        }
    }

    private void GiveBack(MeshsubReceiver receiver, int bytes)
    {
        if (receiver.Window.Take(bytes))
        {
            _host.Do(receiver.Connection, (open, now) => open.AdvanceStream(receiver.Stream, now));
        }
    }

    private void Say(string text)
    {
        lock (_gate)
        {
            Events.Add(text);
        }
    }

    private void Do(Action<TimeSpan> action)
    {
        List<(MeshsubSender Sender, GossipFrame Frame)> frames = [];
        lock (_gate)
        {
            var now = TimeProvider.System.GetElapsedTime(_start);
            action(now);
            while (_router.TryTakeDelivery(out var delivery))
            {
                Messages++;
                Bytes += delivery.Ssz.Length;
                var hash = SHA256.HashData(delivery.Ssz.Span);
                for (var i = 0; i < hash.Length; i++)
                {
                    _digest[i] ^= hash[i];
                }

                _router.Judge(delivery.Id, GossipDecision.Accept, "", now);
            }

            while (_router.TryTakeEvent(out var happened))
            {
                Unwanted += happened.Kind == GossipEventKind.NotWanted ? 1 : 0;
                if (happened.Kind != GossipEventKind.NotWanted)
                {
                    Events.Add($"{happened.Kind} {happened.Reason}");
                }
            }

            while (_router.TryTakeFrame(out var frame))
            {
                if (_senders.TryGetValue(frame.Peer, out var sender))
                {
                    frames.Add((sender, frame));
                }
                else
                {
                    frame.Release();
                }
            }
        }

        foreach (var ofSender in frames.GroupBy(static one => one.Sender))
        {
            _host.Do(ofSender.Key.Connection, (open, now) =>
            {
                foreach (var (sender, frame) in ofSender)
                {
                    sender.Add(frame);
                }

                open.AdvanceStream(ofSender.Key.Stream, now);
            });
        }
    }
}
