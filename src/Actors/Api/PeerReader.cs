using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Api;

/// <summary>Asks the network actor and the wire, where there is one, about peers; at the edge, with a deadline.</summary>
internal sealed class PeerReader(ICanTell network, ICanTell? wire)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    /// <summary>What is known of the connected peers; none where nobody answers in time.</summary>
    public async Task<Peers> Known() => await Ask<Peers>(network, GetPeers.Instance) ?? new Peers([]);

    /// <summary>The node records of peers by peer id, where discovery knows them and answers in time.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> Records(ICanTell discovery, IReadOnlyList<string> peers) =>
        (await Ask<PeerRecords>(discovery, new GetPeerRecords(peers)))?.Records ?? new Dictionary<string, string>();

    /// <summary>What the actors remember of a peer, of those that answer in time.</summary>
    public async Task<IReadOnlyList<(string Who, PeerWhy Why)>> Why(string peer)
    {
        var found = new List<(string, PeerWhy)>();
        foreach (var (name, actor) in new[] { ("node", network), ("wire", wire) })
        {
            if (actor is not null && await Ask<PeerWhy>(actor, new GetPeerWhy(peer)) is { } why)
            {
                found.Add((name, why));
            }
        }

        return found;
    }

    private static async Task<T?> Ask<T>(ICanTell actor, object question)
        where T : class
    {
        try
        {
            return await actor.Ask<T>(question, Deadline);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
