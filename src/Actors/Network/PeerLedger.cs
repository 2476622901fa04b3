using Consensoor.Messages;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Network;

/// <summary>
/// What one node owes verdicts for, and what came of each peer's messages. A peer's message is admitted while fewer than the window of its topic kind are undecided;
/// what is not admitted is dropped and counted for the peer. This is the back-pressure of the in-process networks.
/// </summary>
public sealed class PeerLedger(GossipWindows windows)
{
    private readonly Dictionary<ulong, (string Peer, TopicKind Kind)> _undecided = [];
    private readonly Dictionary<TopicKind, int> _undecidedByKind = [];
    private readonly SortedDictionary<string, Counters> _peers = new(StringComparer.Ordinal);

    /// <summary>Admits a message under an id, or counts it as dropped.</summary>
    public bool TryAdmit(ulong id, string peer, TopicKind kind)
    {
        var counters = CountersOf(peer);
        var undecided = _undecidedByKind.GetValueOrDefault(kind);
        if (undecided >= windows.Of(kind))
        {
            counters.Dropped++;
            return false;
        }

        _undecided.Add(id, (peer, kind));
        _undecidedByKind[kind] = undecided + 1;
        counters.Undecided++;
        return true;
    }

    /// <summary>Counts a verdict; false where none is owed for the id.</summary>
    public bool Settle(ulong id, GossipDecision decision)
    {
        if (!_undecided.Remove(id, out var message))
        {
            return false;
        }

        _undecidedByKind[message.Kind]--;
        var counters = CountersOf(message.Peer);
        counters.Undecided--;
        switch (decision)
        {
            case GossipDecision.Accept:
                counters.Accepted++;
                break;
            case GossipDecision.Reject:
                counters.Rejected++;
                break;
            default:
                counters.Ignored++;
                break;
        }

        return true;
    }

    /// <summary>The peers by name.</summary>
    public IReadOnlyList<GossipPeer> Peers() =>
        [.. _peers.Select(static peer => new GossipPeer(peer.Key, peer.Value.Accepted, peer.Value.Ignored, peer.Value.Rejected, peer.Value.Dropped, peer.Value.Undecided))];

    private Counters CountersOf(string peer)
    {
        if (!_peers.TryGetValue(peer, out var counters))
        {
            _peers[peer] = counters = new Counters();
        }

        return counters;
    }

    private sealed class Counters
    {
        public ulong Accepted, Ignored, Rejected, Dropped;
        public int Undecided;
    }
}
