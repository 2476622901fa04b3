using Consensoor.Actors.Production;
using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Builders;

/// <summary>
/// The bids of the last slots whose payloads may have to be shown, at most <paramref name="bound"/>: beyond that no bid is made.
/// </summary>
internal sealed class MadeBids(int bound)
{
    private readonly Dictionary<(Slot Slot, BuilderIndex Builder, Hash32 BlockHash), MadeBid> _bids = [];

    /// <summary>Counts them.</summary>
    public int Count => _bids.Count;

    /// <summary>Keeps one; false where there is no room, so that it must not leave.</summary>
    public bool TryAdd(MadeBid made)
    {
        var key = KeyOf(made.Bid);
        if (_bids.Count >= bound && !_bids.ContainsKey(key))
        {
            return false;
        }

        _bids[key] = made;
        return true;
    }

    /// <summary>Forgets one that has not left after all.</summary>
    public void Remove(ExecutionPayloadBid bid) => _bids.Remove(KeyOf(bid));

    /// <summary>The bid that a block took, where it is one of these.</summary>
    public MadeBid? Find(ExecutionPayloadBid bid) => _bids.GetValueOrDefault(KeyOf(bid));

    /// <summary>True where a builder has one for a slot on the same block and payload: gossip takes no second.</summary>
    public bool HasOn(ProposalBase proposal, BuilderIndex builder)
    {
        var parent = BlockAssembler.ExecutionParent(proposal);
        return _bids.Values.Any(made => made.Bid.BuilderIndex == builder
            && made.Bid.Slot == proposal.Slot
            && made.Bid.ParentBlockRoot == proposal.ParentRoot
            && made.Bid.ParentBlockHash == parent);
    }

    /// <summary>
    /// Takes out all bids of a builder in a slot: one of them is shown or withheld for good, and no other may be.
    /// </summary>
    public void Close(BuilderIndex builder, Slot slot)
    {
        foreach (var key in _bids.Keys.Where(key => key.Slot == slot && key.Builder == builder).ToArray())
        {
            _bids.Remove(key);
        }
    }

    /// <summary>Takes out the bids of slots before one, and gives them.</summary>
    public IReadOnlyList<MadeBid> TakeBefore(Slot slot)
    {
        var past = _bids.Where(made => made.Key.Slot < slot).OrderBy(static made => made.Key).ToList();
        past.ForEach(made => _bids.Remove(made.Key));
        return [.. past.Select(static made => made.Value)];
    }

    /// <summary>What names a bid: whatever else it says, its payload is the same.</summary>
    public static (Slot Slot, BuilderIndex Builder, Hash32 BlockHash) KeyOf(ExecutionPayloadBid bid) =>
        (bid.Slot, bid.BuilderIndex, bid.BlockHash);
}
