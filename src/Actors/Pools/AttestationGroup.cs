using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Actors.Pools;

/// <summary>
/// The aggregates of one committee for one attestation data. A vote that an aggregate has already is not kept again; disjoint votes are merged;
/// at most <see cref="MaxAggregates"/> that overlap are kept, the smallest goes first.
/// </summary>
public sealed class AttestationGroup(AttestationData data, CommitteeIndex committeeIndex)
{
    /// <summary>Overlapping aggregates that are kept.</summary>
    public const int MaxAggregates = 8;

    private readonly List<PooledAttestation> _aggregates = [];

    /// <summary>What was voted for.</summary>
    public AttestationData Data { get; } = data;

    /// <summary>The committee within the slot.</summary>
    public CommitteeIndex CommitteeIndex { get; } = committeeIndex;

    /// <summary>The aggregates, in no order.</summary>
    public IReadOnlyList<PooledAttestation> Aggregates => _aggregates;

    /// <summary>The aggregate with most votes.</summary>
    public PooledAttestation? Best => _aggregates.MaxBy(static aggregate => aggregate.Attesters.Count);

    /// <summary>Takes votes in; true where they were news.</summary>
    public bool Add(PooledAttestation votes, IBls bls)
    {
        foreach (var known in _aggregates)
        {
            if (known.Bits.Length != votes.Bits.Length || known.Bits.And(votes.Bits).Equals(votes.Bits))
            {
                return false;
            }
        }

        _aggregates.RemoveAll(known => known.Bits.And(votes.Bits).Equals(known.Bits));
        var disjoint = _aggregates.FindIndex(known => known.Bits.IsDisjoint(votes.Bits));
        if (disjoint >= 0 && Merge(_aggregates[disjoint], votes, bls) is { } merged)
        {
            _aggregates[disjoint] = merged;
            return true;
        }

        if (_aggregates.Count == MaxAggregates)
        {
            _aggregates.Remove(_aggregates.MinBy(static aggregate => aggregate.Attesters.Count)!);
        }

        _aggregates.Add(votes);
        return true;
    }

    private static PooledAttestation? Merge(PooledAttestation left, PooledAttestation right, IBls bls) =>
        bls.Aggregate([left.Signature, right.Signature]) is { } signature
            ? new PooledAttestation(left.Bits.Or(right.Bits), [.. left.Attesters, .. right.Attesters], signature)
            : null;
}
