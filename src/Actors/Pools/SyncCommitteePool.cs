using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Duties;

namespace Consensoor.Actors.Pools;

/// <summary>
/// Sync committee messages and contributions by slot and block. Holds at most <paramref name="bound"/> pairs of slot and block, each
/// bounded by the committee's size: where a new one does not fit, one of the oldest slot goes, and a vote older than all of them is dropped
/// and counted.
/// </summary>
public sealed class SyncCommitteePool(ChainSpec spec, IBls bls, int bound)
{
    private readonly SortedDictionary<Slot, Dictionary<Root, SubcommitteeVotes[]>> _slots = [];

    /// <summary>Pairs of slot and block there are.</summary>
    public int Count { get; private set; }

    /// <summary>The most pairs of slot and block that are kept.</summary>
    public int Bound => bound;

    /// <summary>Votes and pairs that were dropped because the pool was full.</summary>
    public ulong Dropped { get; private set; }

    /// <summary>Takes in a verified message; positions are those of its validator in the whole committee.</summary>
    public void Add(SyncCommitteeMessage message, IReadOnlyList<ulong> committeePositions)
    {
        if (VotesFor(message.Slot, message.BeaconBlockRoot) is not { } votes)
        {
            return;
        }

        var size = SyncCommittees.SubcommitteeSize(spec.Preset);
        foreach (var position in committeePositions)
        {
            votes[(int)position / size].Add((int)position % size, message.Signature);
        }
    }

    /// <summary>Takes in a contribution that gossip has verified.</summary>
    public void Add(SyncCommitteeContribution contribution)
    {
        if (contribution.SubcommitteeIndex < Constants.SyncCommitteeSubnetCount
            && VotesFor(contribution.Slot, contribution.BeaconBlockRoot) is { } votes)
        {
            votes[contribution.SubcommitteeIndex].Add(contribution);
        }
    }

    /// <summary>The best contribution of a subcommittee, or null.</summary>
    public SyncCommitteeContribution? BestContribution(Slot slot, Root blockRoot, ulong subcommittee) =>
        subcommittee < Constants.SyncCommitteeSubnetCount
            && _slots.TryGetValue(slot, out var blocks)
            && blocks.TryGetValue(blockRoot, out var votes)
            ? votes[subcommittee].Contribution(slot, blockRoot, subcommittee, bls)
            : null;

    /// <summary>The sync aggregate for a block on a base, the empty one where nothing was seen.</summary>
    public SyncAggregate Pack(ProposalBase proposal)
    {
        var contributions = new List<SyncCommitteeContribution>();
        for (ulong subcommittee = 0; proposal.Slot > 0 && subcommittee < Constants.SyncCommitteeSubnetCount; subcommittee++)
        {
            if (BestContribution(proposal.Slot - 1, proposal.ParentRoot, subcommittee) is { } contribution)
            {
                contributions.Add(contribution);
            }
        }

        return SyncCommittees.ProcessSyncCommitteeContributions(spec.Preset, contributions, bls);
    }

    /// <summary>Drops what no block can include any more: a block includes the votes of the slot before it.</summary>
    public void Prune(Slot now)
    {
        while (_slots.Count > 0 && _slots.First() is var (slot, blocks) && slot + 1 < now)
        {
            Count -= blocks.Count;
            _slots.Remove(slot);
        }
    }

    private SubcommitteeVotes[]? VotesFor(Slot slot, Root blockRoot)
    {
        if (_slots.TryGetValue(slot, out var blocks) && blocks.TryGetValue(blockRoot, out var votes))
        {
            return votes;
        }

        if (Count >= bound && !MakeRoom(slot))
        {
            Dropped++;
            return null;
        }

        if (!_slots.TryGetValue(slot, out blocks))
        {
            _slots[slot] = blocks = [];
        }

        Count++;
        var size = SyncCommittees.SubcommitteeSize(spec.Preset);
        return blocks[blockRoot] =
            [.. Enumerable.Range(0, (int)Constants.SyncCommitteeSubnetCount).Select(_ => new SubcommitteeVotes(size))];
    }

    private bool MakeRoom(Slot slot)
    {
        var (oldest, blocks) = _slots.First();
        if (oldest >= slot)
        {
            return false;
        }

        _slots.Remove(oldest);
        Count -= blocks.Count;
        Dropped += (ulong)blocks.Count;
        return true;
    }
}
