using Consensoor.Interop.Discovery.Records;

namespace Consensoor.Interop.Discovery.Protocol;

// Nodes that are left alone for a while: those that did not answer though nobody knows them here, and those that are blamed.
public sealed partial class DiscoveryMachine
{
    private const int MaxShunned = 1000;

    private static readonly TimeSpan BlameLasts = TimeSpan.FromMinutes(10);

    private readonly Dictionary<NodeId, DateTimeOffset> _shunned = [];
    private readonly Queue<NodeId> _shunnedOrder = [];

    private bool IsShunned(DateTimeOffset now, NodeId node) => _shunned.TryGetValue(node, out var until) && until > now;

    /// <summary>Leaves a node alone for a while; the one shunned longest ago is forgotten for it where there are too many.</summary>
    private void Shun(DateTimeOffset now, NodeId node, TimeSpan time)
    {
        if (!_shunned.ContainsKey(node))
        {
            _shunnedOrder.Enqueue(node);
            if (_shunnedOrder.Count > MaxShunned)
            {
                _shunned.Remove(_shunnedOrder.Dequeue());
            }
        }

        var until = now + time;
        _shunned[node] = _shunned.TryGetValue(node, out var old) && old > until ? old : until;
    }

    private void Blame(DateTimeOffset now, NodeAt peer, NodeOffence offence)
    {
        _events.Enqueue(new NodeBlamed(peer.Node, peer.Endpoint, offence));
        Shun(now, peer.Node, BlameLasts);
        Report(_table.Remove(now, peer.Node));
    }
}
