namespace Consensoor.Actors.Network.Wire;

/// <summary>
/// Decides which peers go where there are more than the target. First those with a negative score, the lowest first. Then, one after
/// another, a peer all of whose subnets and groups have more than so many others (the lowest score first); where there is none, the one
/// whose rarest service has the most others. Static peers never go.
/// </summary>
internal static class PeerPruner
{
    /// <summary>Peers that a subnet or custody group should keep.</summary>
    public const int Floor = 3;

    /// <summary>Names the peers that go, in that order.</summary>
    public static IReadOnlyList<string> Choose(IReadOnlyList<PeerValue> peers, int target)
    {
        var surplus = peers.Count - target;
        if (surplus <= 0)
        {
            return [];
        }

        var chosen = new List<string>();
        var rest = peers.Where(static peer => !peer.IsStatic).OrderBy(static peer => peer.Score)
            .ThenBy(static peer => peer.Peer, StringComparer.Ordinal).ToList();
        var serving = peers.SelectMany(static peer => peer.Serves.Distinct()).CountBy(static service => service)
            .ToDictionary(static count => count.Key, static count => count.Value);
        for (; surplus > 0 && rest.Count > 0; surplus--)
        {
            var goes = rest[0].Score < 0 ? rest[0]
                : rest.Find(peer => RarestOf(peer, serving) > Floor) ?? rest.MaxBy(peer => RarestOf(peer, serving))!;
            rest.Remove(goes);
            chosen.Add(goes.Peer);
            foreach (var service in goes.Serves.Distinct())
            {
                serving[service]--;
            }
        }

        return chosen;
    }

    // A peer that serves nothing is missed by nobody.
    private static int RarestOf(PeerValue peer, Dictionary<int, int> serving) =>
        peer.Serves.Count == 0 ? int.MaxValue : peer.Serves.Min(service => serving[service]);
}
