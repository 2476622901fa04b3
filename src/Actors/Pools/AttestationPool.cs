using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Pools;

/// <summary>
/// Attestations that wait for a block or an aggregator, by slot, committee and data. Holds at most <paramref name="bound"/> groups: where a
/// new one does not fit, the oldest slot's groups go first, and a vote older than all of them is dropped and counted. A plain data
/// structure; its actor is the thin loop around it.
/// </summary>
public sealed class AttestationPool(ChainSpec spec, IBls bls, int bound)
{
    private readonly SortedDictionary<Slot, Dictionary<(CommitteeIndex Committee, Root Data), AttestationGroup>> _slots = [];

    /// <summary>Counts the groups, one for each data and committee.</summary>
    public int Count { get; private set; }

    /// <summary>The most groups that are kept.</summary>
    public int Bound => bound;

    /// <summary>Votes and groups that were dropped because the pool was full.</summary>
    public ulong Dropped { get; private set; }

    /// <summary>Lists the groups of a slot.</summary>
    public IEnumerable<AttestationGroup> GroupsOf(Slot slot) => _slots.TryGetValue(slot, out var groups) ? groups.Values : [];

    /// <summary>The slots there are groups for, oldest first.</summary>
    public IEnumerable<Slot> Slots => _slots.Keys;

    /// <summary>
    /// Takes in a verified attestation of one committee; an on-chain aggregate over several committees is not taken apart and not kept.
    /// </summary>
    public void Add(VerifiedAttestation verified)
    {
        var attestation = verified.Attestation;
        var data = attestation.Data;
        var committee = data.Index;
        if (attestation.CommitteeBits.Length > 0)
        {
            if (attestation.CommitteeBits.CountOnes() != 1)
            {
                return;
            }

            committee = FirstOne(attestation.CommitteeBits);
        }

        var key = (committee, data.HashTreeRoot(spec.Ssz(ForkOf(data.Slot))));
        if (GroupFor(data, key) is { } group)
        {
            group.Add(new PooledAttestation(attestation.AggregationBits, verified.AttestingIndices, attestation.Signature));
        }
    }

    /// <summary>The best aggregate of a committee, or of that which a data root is of, as an attestation, or null.</summary>
    public Attestation? BestAggregate(Slot slot, CommitteeIndex? committee, Root dataRoot)
    {
        if (!_slots.TryGetValue(slot, out var groups))
        {
            return null;
        }

        // Before electra no two committees vote for the same data.
        var group = committee is { } index
            ? groups.GetValueOrDefault((index, dataRoot))
            : groups.FirstOrDefault(known => known.Key.Data == dataRoot).Value;
        return group?.Best is { } best ? AttestationOf(group, best) : null;
    }

    /// <summary>Every aggregate, or those of a slot or committee, oldest slot first.</summary>
    public IReadOnlyList<Attestation> All(Slot? slot, CommitteeIndex? committee) =>
    [
        .. _slots.Where(groups => slot is null || groups.Key == slot)
            .SelectMany(static groups => groups.Value.Values)
            .Where(group => committee is null || group.CommitteeIndex == committee)
            .SelectMany(group => group.Aggregates.Select(votes => AttestationOf(group, votes))),
    ];

    /// <summary>Votes of a group in the form they travel in, or in that of a block of a fork.</summary>
    public Attestation AttestationOf(AttestationGroup group, PooledAttestation votes, ForkName? fork = null) => new()
    {
        AggregationBits = votes.Bits,
        Data = group.Data,
        Signature = votes.Signature,
        CommitteeBits = (fork ?? ForkOf(group.Data.Slot)) >= ForkName.Electra ? CommitteeBit(group.CommitteeIndex) : BitList.Empty,
    };

    /// <summary>Drops what no block can include any more: votes older than the previous epoch of a slot.</summary>
    public void Prune(Slot now)
    {
        var epoch = now / spec.Preset.SlotsPerEpoch;
        var oldest = epoch == 0 ? 0 : (epoch - 1) * spec.Preset.SlotsPerEpoch;
        while (_slots.Count > 0 && _slots.First() is var (slot, groups) && slot < oldest)
        {
            Count -= groups.Count;
            _slots.Remove(slot);
        }
    }

    private ForkName ForkOf(Slot slot) => spec.ForkAt(slot / spec.Preset.SlotsPerEpoch);

    private BitList CommitteeBit(CommitteeIndex committee) =>
        BitList.Zeros((int)spec.Preset.MaxCommitteesPerSlot).SetItem((int)committee, true);

    private static CommitteeIndex FirstOne(BitList bits)
    {
        var index = 0;
        while (!bits[index])
        {
            index++;
        }

        return (CommitteeIndex)index;
    }

    private AttestationGroup? GroupFor(AttestationData data, (CommitteeIndex Committee, Root Data) key)
    {
        if (_slots.TryGetValue(data.Slot, out var groups) && groups.TryGetValue(key, out var group))
        {
            return group;
        }

        if (Count >= bound && !MakeRoom(data.Slot))
        {
            Dropped++;
            return null;
        }

        if (!_slots.TryGetValue(data.Slot, out groups))
        {
            _slots[data.Slot] = groups = [];
        }

        Count++;
        return groups[key] = new AttestationGroup(data, key.Committee, bls);
    }

    private bool MakeRoom(Slot slot)
    {
        var (oldest, groups) = _slots.First();
        if (oldest >= slot)
        {
            return false;
        }

        _slots.Remove(oldest);
        Count -= groups.Count;
        Dropped += (ulong)groups.Count;
        return true;
    }
}
