using System.Net;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Table;

namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>
/// Finds the own address by what nodes that were asked say in their PONGs: one vote a node (a network where so set), for a while; an
/// address wins with enough votes and more than half of all.
/// </summary>
public sealed class AddressVotes(DiscoverySettings settings)
{
    private const int MaxVotes = 200;

    private readonly Dictionary<object, (IPEndPoint Address, DateTimeOffset At)> _votes = [];

    /// <summary>Takes a vote and gives the address that wins by now, null where none does.</summary>
    public IPEndPoint? Vote(DateTimeOffset now, NodeId voter, IPAddress voterAddress, IPEndPoint seen)
    {
        if (seen.Port == 0 || !AddressScope.MayRelay(voterAddress, seen.Address))
        {
            return null;
        }

        object key = settings.OneVoteAnAddress ? NetworkPrefix.Of(voterAddress) : voter;
        _votes[key] = (seen, now);
        foreach (var (old, vote) in _votes.ToArray())
        {
            if (vote.At + settings.VoteLifetime <= now)
            {
                _votes.Remove(old);
            }
        }

        if (_votes.Count > MaxVotes)
        {
            _votes.Remove(_votes.MinBy(static vote => vote.Value.At).Key);
        }

        // Votes of one family do not count against the other's.
        var family = _votes.Values.Where(vote => vote.Address.AddressFamily == seen.AddressFamily).ToList();
        var best = family.GroupBy(static vote => vote.Address).MaxBy(static group => group.Count())!;
        return best.Count() >= settings.VotesNeeded && best.Count() * 2 > family.Count ? best.Key : null;
    }
}
