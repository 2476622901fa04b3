using Consensoor.Messages;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Sync;

/// <summary>Shares out columns among the peers that keep them.</summary>
internal static class ColumnPlan
{
    /// <summary>
    /// Whom to ask for which columns: the peer that keeps most of those that are left, again and again, the best score first among equals
    /// and <paramref name="first"/> before all others; at most so many peers. Columns that nobody keeps are in no part.
    /// </summary>
    public static IReadOnlyList<(string Peer, ColumnSet Columns)> For(
        ColumnSet wanted, IReadOnlyList<PeerInfo> peers, Func<PeerInfo, ColumnSet> columnsOf, int most, string? first = null)
    {
        var parts = new List<(string, ColumnSet)>();
        var free = peers.Select(peer => (Info: peer, Columns: columnsOf(peer))).ToList();
        while (!wanted.IsEmpty && parts.Count < most)
        {
            var best = free
                .Select(peer => (peer.Info, Columns: peer.Columns.Intersect(wanted)))
                .Where(static peer => !peer.Columns.IsEmpty)
                .OrderByDescending(peer => peer.Info.Peer == first)
                .ThenByDescending(static peer => peer.Columns.Count)
                .ThenByDescending(static peer => peer.Info.Score)
                .ThenBy(static peer => peer.Info.Peer, StringComparer.Ordinal)
                .FirstOrDefault();
            if (best.Info is null)
            {
                break;
            }

            parts.Add((best.Info.Peer, best.Columns));
            wanted = wanted.Except(best.Columns);
            free.RemoveAll(peer => peer.Info.Peer == best.Info.Peer);
        }

        return parts;
    }
}
