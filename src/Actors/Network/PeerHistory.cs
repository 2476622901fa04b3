using Consensoor.Messages;

namespace Consensoor.Actors.Network;

/// <summary>
/// What happened to peers, with the reasons: of each the last 32 notes, of the 256 peers that something happened to last. A reason is cut
/// at 200 letters and shown without control characters, since a peer may have chosen it; the same one again is counted.
/// </summary>
public sealed class PeerHistory
{
    /// <summary>The most notes of a peer. Drop rule: the oldest.</summary>
    public const int MostNotes = 32;

    /// <summary>The most peers. Drop rule: the one to which nothing happened for longest.</summary>
    public const int MostPeers = 256;

    private const int MostLetters = 200;

    private readonly Dictionary<string, LinkedListNode<Entry>> _peers = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byLast = new();

    /// <summary>Peers that something is remembered of.</summary>
    public int Count => _peers.Count;

    /// <summary>Notes what happened to a peer, and by how much its score fell.</summary>
    public void Add(string peer, string what, string reason, double points, DateTimeOffset now)
    {
        if (!_peers.TryGetValue(peer, out var node))
        {
            if (_peers.Count >= MostPeers)
            {
                _peers.Remove(_byLast.First!.Value.Peer);
                _byLast.RemoveFirst();
            }

            _peers[peer] = node = new LinkedListNode<Entry>(new Entry(peer, []));
        }
        else
        {
            _byLast.Remove(node);
        }

        _byLast.AddLast(node);
        var (notes, shown) = (node.Value.Notes, StrangersText.Shown(reason, MostLetters));
        var same = notes.FindIndex(note => note.What == what && note.Reason == shown && note.Points.Equals(points));
        var count = 1;
        if (same >= 0)
        {
            count += notes[same].Count;
            notes.RemoveAt(same);
        }
        else if (notes.Count >= MostNotes)
        {
            notes.RemoveAt(0);
        }

        notes.Add(new PeerNote(now, what, shown, points, count));
    }

    /// <summary>The notes of a peer, the oldest first; none where nothing is remembered.</summary>
    public IReadOnlyList<PeerNote> Of(string peer) => _peers.TryGetValue(peer, out var node) ? [.. node.Value.Notes] : [];

    private sealed record Entry(string Peer, List<PeerNote> Notes);
}
