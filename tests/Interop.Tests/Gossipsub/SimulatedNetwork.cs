using System.Buffers.Binary;
using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Gossipsub.Rpc;
using Consensoor.Interop.Libp2p.Wire;
using Consensoor.Spec.Gossip;

namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>
/// Many routers in virtual time. Links have latency, in order as TCP has, and lose frames that are not control, as full queues do.
/// Everything comes from the seed. A payload's first byte says what an honest node thinks of it.
/// </summary>
internal sealed class SimulatedNetwork
{
    internal const byte Good = 0;
    internal const byte Bad = 1;
    internal const byte Dull = 2;

    private readonly PriorityQueue<Action, (TimeSpan, long)> _due = new();
    private readonly Dictionary<(string From, string To), TimeSpan> _latency = [];
    private readonly Dictionary<(string From, string To), TimeSpan> _lastArrival = [];
    private readonly Random _random;
    private long _number;

    internal SimulatedNetwork(int seed, GossipSettings settings)
    {
        Seed = seed;
        Settings = settings;
        _random = new Random(seed);
    }

    internal int Seed { get; }

    internal GossipSettings Settings { get; }

    internal TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(100);

    /// <summary>The share of frames that are lost, control aside.</summary>
    internal double Loss { get; set; }

    /// <summary>How long a node thinks about a message.</summary>
    internal TimeSpan Judging { get; set; } = TimeSpan.FromMilliseconds(20);

    internal List<SimulatedNode> Nodes { get; } = [];

    internal Dictionary<string, IActor> Actors { get; } = [];

    /// <summary>Frames on their way or arrived, and their bytes.</summary>
    internal (long Count, long Bytes) Carried { get; private set; }

    /// <summary>A digest over all that was carried, in its order.</summary>
    internal ulong Digest { get; private set; } = 14695981039346656037;

    internal int Next(int bound) => _random.Next(bound);

    internal SimulatedNode AddNode(string id, GossipTopicSettings[] topics)
    {
        var node = new SimulatedNode(id, this, new GossipRouter(Settings, new Random(_random.Next()), Now), topics);
        Nodes.Add(node);
        Actors.Add(id, node);
        node.Schedule();
        return node;
    }

    internal void AddActor(IActor actor) => Actors.Add(actor.Id, actor);

    /// <summary>Connects two; the first dials.</summary>
    internal void Connect(string from, string to)
    {
        var latency = TimeSpan.FromMilliseconds(10 + _random.Next(140));
        if (!_latency.TryAdd((from, to), latency) || !_latency.TryAdd((to, from), latency))
        {
            return;
        }

        Actors[from].Connected(to, isOutbound: true);
        Actors[to].Connected(from, isOutbound: false);
    }

    /// <summary>Connects each node to some others at random, and all of them in a ring, so that nobody is alone.</summary>
    internal void ConnectAll(int each)
    {
        for (var i = 0; i < Nodes.Count; i++)
        {
            Connect(Nodes[i].Id, Nodes[(i + 1) % Nodes.Count].Id);
            for (var n = 0; n < each; n++)
            {
                var other = Nodes[_random.Next(Nodes.Count)];
                if (other != Nodes[i] && !_latency.ContainsKey((Nodes[i].Id, other.Id)))
                {
                    Connect(Nodes[i].Id, other.Id);
                }
            }
        }
    }

    internal void Disconnect(string one, string other)
    {
        if (_latency.Remove((one, other)) && _latency.Remove((other, one)))
        {
            Actors[one].Disconnected(other);
            Actors[other].Disconnected(one);
        }
    }

    internal bool AreConnected(string one, string other) => _latency.ContainsKey((one, other));

    internal void Send(string from, string to, ReadOnlyMemory<byte> frame, FramePriority priority)
    {
        if (!_latency.TryGetValue((from, to), out var latency)
            || (priority != FramePriority.Control && _random.NextDouble() < Loss))
        {
            return;
        }

        Carried = (Carried.Count + 1, Carried.Bytes + frame.Length);
        Digest = (Digest ^ (ulong)frame.Length ^ ((ulong)Now.Ticks << 20) ^ frame.Span[frame.Length / 2]) * 1099511628211;
        var last = _lastArrival.GetValueOrDefault((from, to));
        var arrival = Now + latency + TimeSpan.FromMilliseconds(_random.Next(10));
        arrival = arrival > last ? arrival : last;
        _lastArrival[(from, to)] = arrival;
        At(arrival, () =>
        {
            if (AreConnected(from, to))
            {
                Actors[to].Receive(from, Unframed(frame));
            }
        });
    }

    internal void At(TimeSpan time, Action what) => _due.Enqueue(what, (time, _number++));

    internal void RunFor(TimeSpan time)
    {
        var end = Now + time;
        while (_due.TryPeek(out _, out var next) && next.Item1 <= end)
        {
            var what = _due.Dequeue();
            Now = next.Item1 > Now ? next.Item1 : Now;
            what();
        }

        Now = end;
    }

    internal static GossipDecision Opinion(ReadOnlySpan<byte> ssz) => ssz[0] switch
    {
        Good => GossipDecision.Accept,
        Bad => GossipDecision.Reject,
        _ => GossipDecision.Ignore,
    };

    /// <summary>A payload that is unlike all others of a run.</summary>
    internal byte[] Payload(byte kind, int length)
    {
        var bytes = new byte[Math.Max(length, 16)];
        _random.NextBytes(bytes);
        bytes[0] = kind;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1), _number++);
        return bytes;
    }

    private ReadOnlyMemory<byte> Unframed(ReadOnlyMemory<byte> frame)
    {
        var decoder = new FrameDecoder(Settings.MaxMessageSize);
        var bytes = frame.Span;
        return decoder.TryRead(ref bytes, out var rpc) && bytes.Length == 0 ? rpc.Bytes : throw new InvalidOperationException("no frame");
    }
}
