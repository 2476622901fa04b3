using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Pools;

/// <summary>
/// Builders' bids, the highest of each builder for a slot and parent. Holds at most <paramref name="bound"/>: where a new one does not fit,
/// the lowest value goes, which may be the new one, and is counted.
/// </summary>
public sealed class BidPool(int bound)
{
    private readonly Dictionary<
        (Slot Slot, Root ParentRoot, Hash32 ParentHash, BuilderIndex Builder), SignedExecutionPayloadBid> _bids = [];

    /// <summary>Counts the bids.</summary>
    public int Count => _bids.Count;

    /// <summary>The most bids that are kept.</summary>
    public int Bound => bound;

    /// <summary>Counts the bids for which there was no room.</summary>
    public ulong Dropped { get; private set; }

    /// <summary>Takes in a bid that gossip has verified.</summary>
    public void Add(SignedExecutionPayloadBid signed)
    {
        var bid = signed.Message;
        var key = (bid.Slot, bid.ParentBlockRoot, bid.ParentBlockHash, bid.BuilderIndex);
        if (_bids.TryGetValue(key, out var former))
        {
            _bids[key] = former.Message.Value >= bid.Value ? former : signed;
            return;
        }

        if (_bids.Count >= bound)
        {
            Dropped++;
            var lowest = _bids.MinBy(static entry => entry.Value.Message.Value);
            if (lowest.Value.Message.Value >= bid.Value)
            {
                return;
            }

            _bids.Remove(lowest.Key);
        }

        _bids[key] = signed;
    }

    /// <summary>The highest bid that a block on a base may carry, or null.</summary>
    public SignedExecutionPayloadBid? Pack(ProposalBase proposal)
    {
        if (proposal.State.ForkName < ForkName.Gloas)
        {
            return null;
        }

        var (state, refusal) = PackingState.Of(proposal);
        return refusal is not null
            ? null
            : _bids.Values
                .Where(bid => bid.Message.Slot == proposal.Slot
                    && bid.Message.ParentBlockRoot == proposal.ParentRoot
                    && bid.Message.ParentBlockHash == state.LatestBlockHash)
                .OrderByDescending(static bid => bid.Message.Value)
                .FirstOrDefault(
                    bid => ExecutionPayloadBids.ProcessExecutionPayloadBid(state.Copy(), bid, AcceptAllVerifier.Instance) is null);
    }

    /// <summary>Drops the bids of slots gone by.</summary>
    public void Prune(Slot now)
    {
        foreach (var key in _bids.Keys.Where(key => key.Slot < now).ToArray())
        {
            _bids.Remove(key);
        }
    }
}
