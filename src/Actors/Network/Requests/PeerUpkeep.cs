using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// Decides when each connected peer is pinged and asked for its metadata (`phase0/p2p-interface.md#ping-v1`): metadata on connect, and
/// again where a ping or its answer names another sequence number than that of what is known, or a fork came (<see cref="Renew"/>). One
/// question of each kind is open to a peer at most.
/// </summary>
internal sealed class PeerUpkeep(TimeSpan pingInterval, TimeSpan metaDataPause, int pingsLost)
{
    private readonly SortedDictionary<string, Peer> _peers = new(StringComparer.Ordinal);

    /// <summary>When something is to be asked next; null where nothing is.</summary>
    public DateTimeOffset? NextDue => _peers.Values.Select(static peer => peer.Due).Min();

    /// <summary>Begins with a peer.</summary>
    public void Connect(string peer, DateTimeOffset now) =>
        _peers[peer] = new Peer { NextPing = now + pingInterval, NextMetaData = now };

    /// <summary>Forgets a peer.</summary>
    public void Disconnect(string peer) => _peers.Remove(peer);

    /// <summary>Asks every peer that has told its metadata for it anew, since it may tell more than before.</summary>
    public void Renew(DateTimeOffset now)
    {
        foreach (var peer in _peers.Values)
        {
            Renew(peer, now);
        }
    }

    /// <summary>Takes the questions that are due; each counts as open until it is answered.</summary>
    public IReadOnlyList<(string Peer, IPeerRequest Request)> Take(ulong ownSequence, DateTimeOffset now)
    {
        var due = new List<(string, IPeerRequest)>();
        foreach (var (name, peer) in _peers)
        {
            if (peer.NextMetaData <= now)
            {
                peer.NextMetaData = null;
                due.Add((name, new MetaDataRequest()));
            }

            if (peer.NextPing <= now)
            {
                peer.NextPing = null;
                due.Add((name, new PingRequest(ownSequence)));
            }
        }

        return due;
    }

    /// <summary>Hears a sequence number from a ping of the peer.</summary>
    public void Heard(string peer, ulong sequence, DateTimeOffset now)
    {
        // What is said while a question is open is said again later.
        if (_peers.TryGetValue(peer, out var entry) && entry.Known != sequence)
        {
            Renew(entry, now);
        }
    }

    /// <summary>A ping ended, with the peer's sequence number where it was answered; true where the peer lost too many in a row.</summary>
    public bool Ponged(string peer, PeerResult result, ulong? sequence, DateTimeOffset now)
    {
        if (!_peers.TryGetValue(peer, out var entry))
        {
            return false;
        }

        // A peer that speaks no ping is left alone with it.
        entry.NextPing = result == PeerResult.Unsupported ? null : now + pingInterval;
        if (sequence is { } number)
        {
            Heard(peer, number, now);
        }

        entry.Lost = result switch
        {
            PeerResult.TimedOut => entry.Lost + 1,
            // Not asked, or not at all: that says nothing of the peer.
            PeerResult.Disconnected or PeerResult.Busy or PeerResult.Dropped => entry.Lost,
            _ => 0,
        };
        return entry.Lost >= pingsLost;
    }

    /// <summary>A question for metadata ended, with the metadata where there is some.</summary>
    public void Answered(string peer, PeerResult result, MetaData? metaData, DateTimeOffset now)
    {
        if (!_peers.TryGetValue(peer, out var entry))
        {
            return;
        }

        entry.Known = metaData?.SeqNumber ?? entry.Known;
        entry.MayAsk = result == PeerResult.Unsupported ? DateTimeOffset.MaxValue : now + metaDataPause;
        entry.NextMetaData = metaData is null && result != PeerResult.Unsupported ? entry.MayAsk : null;
    }

    // Who names another number with each ping is asked once in a while.
    private static void Renew(Peer peer, DateTimeOffset now)
    {
        if (peer.Known is not null && peer.MayAsk < DateTimeOffset.MaxValue)
        {
            (peer.NextMetaData, peer.Known) = (peer.MayAsk > now ? peer.MayAsk : now, null);
        }
    }

    private sealed class Peer
    {
        public DateTimeOffset? NextPing { get; set; }

        public DateTimeOffset? NextMetaData { get; set; }

        public DateTimeOffset MayAsk { get; set; }

        // The sequence number of the metadata at hand; null while it is being asked for.
        public ulong? Known { get; set; }

        public int Lost { get; set; }

        public DateTimeOffset? Due => NextMetaData is { } first && !(NextPing < first) ? first : NextPing;
    }
}
