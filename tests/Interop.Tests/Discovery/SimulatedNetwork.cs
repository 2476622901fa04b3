using System.Net;
using Consensoor.Interop.Discovery.Protocol;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Table;
using Consensoor.Interop.Identity;

namespace Consensoor.Interop.Tests.Discovery;

/// <summary>Nodes and a wire in virtual time: latency, loss and everything random come from one seed.</summary>
internal sealed class SimulatedNetwork(int seed) : IDisposable
{
    private readonly Random _random = new(seed);
    private readonly PriorityQueue<(IPEndPoint From, IPEndPoint To, ReadOnlyMemory<byte> Bytes), (DateTimeOffset, long)> _wire = new();
    private readonly Dictionary<IPEndPoint, Action<IPEndPoint, ReadOnlyMemory<byte>>> _receivers = [];
    private readonly List<SimulatedNode> _nodes = [];
    private long _sent;
    private ulong _digest = 14695981039346656037;

    public DateTimeOffset Now { get; private set; } = DateTimeOffset.UnixEpoch.AddYears(56);

    /// <summary>Packets of a hundred that are lost.</summary>
    public int Loss { get; init; }

    public IReadOnlyList<SimulatedNode> Nodes => _nodes;

    /// <summary>All bytes that were sent, in order, in one number.</summary>
    public ulong Digest => _digest;

    public long Sent => _sent;

    public NodeKey NewKey() => NodeKey.Create(Fill);

    public void Fill(Memory<byte> memory) => _random.NextBytes(memory.Span);

    public SimulatedNode Add(
        IPEndPoint endpoint, DiscoverySettings settings, IEnumerable<NodeContact> bootNodes, bool hasAddress = true,
        Action<EnrBuilder>? fields = null)
    {
        var key = NewKey();
        var builder = new EnrBuilder();
        if (hasAddress)
        {
            builder.SetAddress(endpoint.Address).Set(EnrKeys.Udp, (ulong)endpoint.Port);
        }

        fields?.Invoke(builder);
        var machine = new DiscoveryMachine(key, builder.Build(key, 1, out _)!, settings, bootNodes, Fill, Now);
        var node = new SimulatedNode(key, endpoint, machine);
        _nodes.Add(node);
        Attach(endpoint, (from, bytes) =>
        {
            node.Machine.Receive(Now, from, bytes);
            Drain(node);
        });
        return node;
    }

    public void Attach(IPEndPoint endpoint, Action<IPEndPoint, ReadOnlyMemory<byte>> receiver) => _receivers[endpoint] = receiver;

    /// <summary>Takes a node off the wire; what is sent to it is lost.</summary>
    public void Kill(SimulatedNode node)
    {
        _receivers.Remove(node.Endpoint);
        _nodes.Remove(node);
    }

    public void Send(IPEndPoint from, IPEndPoint to, ReadOnlyMemory<byte> bytes)
    {
        _sent++;
        foreach (var value in bytes.Span)
        {
            _digest = (_digest ^ value) * 1099511628211;
        }

        if (_random.Next(100) >= Loss)
        {
            _wire.Enqueue((from, to, bytes), (Now.AddMilliseconds(5 + _random.Next(120)), _sent));
        }
    }

    /// <summary>Lets time go by, from event to event.</summary>
    public void Run(TimeSpan time)
    {
        var end = Now + time;
        while (true)
        {
            var next = _nodes.Count == 0 ? end : _nodes.Min(static node => node.WakeAt);
            if (_wire.TryPeek(out _, out var due) && due.Item1 <= next)
            {
                next = due.Item1;
            }

            if (next > end)
            {
                Now = end;
                return;
            }

            Now = next > Now ? next : Now;
            while (_wire.TryPeek(out _, out due) && due.Item1 <= Now)
            {
                var (from, to, bytes) = _wire.Dequeue();
                if (_receivers.TryGetValue(to, out var receiver))
                {
                    receiver(from, bytes);
                }
            }

            foreach (var node in _nodes.Where(node => node.WakeAt <= Now).ToArray())
            {
                node.Machine.Wake(Now);
                Drain(node);
                if (node.WakeAt <= Now)
                {
                    throw new InvalidOperationException($"node {node.Machine.LocalRecord.NodeId} wants to be woken at once, again");
                }
            }
        }
    }

    /// <summary>This machine stands still: time goes by, and what is late is looked at before what came meanwhile.</summary>
    public void StandStill(TimeSpan time)
    {
        Now += time;
        foreach (var node in _nodes.Where(node => node.WakeAt <= Now).ToArray())
        {
            node.Machine.Wake(Now);
            Drain(node);
        }
    }

    public void Drain(SimulatedNode node)
    {
        while (node.Machine.TryTakeDatagram(out var datagram))
        {
            Send(node.Endpoint, datagram.Receiver, datagram.Bytes);
        }

        while (node.Machine.TryTakeEvent(out var happened))
        {
            node.Events.Add(happened!);
        }

        node.WakeAt = node.Machine.NextWakeUp;
    }

    public void Dispose() => _nodes.ForEach(static node => node.Machine.Dispose());
}
