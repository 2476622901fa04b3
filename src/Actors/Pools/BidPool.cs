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
    /// <summary>The most bids that are looked at for a block.</summary>
    public const int MaxOffered = 16;

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

    /// <summary>
    /// The highest bids for the slot and parent of a base, each with what the transition says against it, <see cref="MaxOffered"/> at most;
    /// and the number of others for the slot.
    /// </summary>
    public (IReadOnlyList<OfferedBid> Offered, int Others) Pack(ProposalBase proposal)
    {
        if (proposal.State.ForkName < ForkName.Gloas)
        {
            return ([], 0);
        }

        var ofSlot = _bids.Values.Where(bid => bid.Message.Slot == proposal.Slot).ToList();
        var (state, refusal) = PackingState.Of(proposal);
        if (refusal is not null)
        {
            return ([], ofSlot.Count);
        }

        List<OfferedBid> offered = [.. ofSlot
            .Where(bid => bid.Message.ParentBlockRoot == proposal.ParentRoot && bid.Message.ParentBlockHash == state.LatestBlockHash)
            .OrderByDescending(static bid => bid.Message.Value)
            .ThenBy(static bid => bid.Message.BuilderIndex)
            .Take(MaxOffered)
            .Select(bid => new OfferedBid(
                bid, ExecutionPayloadBids.ProcessExecutionPayloadBid(state.Copy(), bid, AcceptAllVerifier.Instance)))];
        return (offered, ofSlot.Count - offered.Count);
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
