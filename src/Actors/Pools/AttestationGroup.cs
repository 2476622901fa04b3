using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Pools;

/// <summary>
/// The aggregates of one committee for one attestation data. A vote that an aggregate has already is not kept again; disjoint votes are
/// merged; at most <see cref="MaxAggregates"/> that overlap, or are of committees of another size, are kept, the smallest goes first.
/// Signatures are aggregated when somebody asks for them, and each only once.
/// </summary>
public sealed class AttestationGroup(AttestationData data, CommitteeIndex committeeIndex, IBls bls)
{
    /// <summary>The most aggregates with voters in common that are kept beside each other.</summary>
    public const int MaxAggregates = 8;

    private readonly List<Growing> _aggregates = [];

    /// <summary>What the group's attesters voted for.</summary>
    public AttestationData Data { get; } = data;

    /// <summary>The index of the attesters' committee in its slot.</summary>
    public CommitteeIndex CommitteeIndex { get; } = committeeIndex;

    /// <summary>Lists the aggregates, in no order, each with its signature computed.</summary>
    public IReadOnlyList<PooledAttestation> Aggregates => [.. _aggregates.Select(Settle).OfType<PooledAttestation>()];

    /// <summary>The aggregate with most votes; null where there is none.</summary>
    public PooledAttestation? Best => _aggregates.MaxBy(static aggregate => aggregate.Attesters.Count) is { } best ? Settle(best) : null;

    /// <summary>Takes votes in, whose signature has been verified; true where they were news.</summary>
    public bool Add(PooledAttestation votes)
    {
        foreach (var known in _aggregates)
        {
            if (Covers(known.Bits, votes.Bits))
            {
                return false;
            }
        }

        _aggregates.RemoveAll(known => Covers(votes.Bits, known.Bits));
        if (_aggregates.Find(known => known.Bits.Length == votes.Bits.Length && known.Bits.IsDisjoint(votes.Bits)) is { } disjoint)
        {
            disjoint.Bits = disjoint.Bits.Or(votes.Bits);
            disjoint.Attesters.AddRange(votes.Attesters);
            disjoint.Signatures.Add(votes.Signature);
            disjoint.Settled = null;
            return true;
        }

        if (_aggregates.Count == MaxAggregates)
        {
            _aggregates.Remove(_aggregates.MinBy(static aggregate => aggregate.Attesters.Count)!);
        }

        _aggregates.Add(new Growing(votes));
        return true;
    }

    private static bool Covers(BitList bits, BitList others) => bits.Length == others.Length && bits.And(others).Equals(others);

    private PooledAttestation? Settle(Growing aggregate)
    {
        if (aggregate.Settled is null && bls.Aggregate([.. aggregate.Signatures]) is { } signature)
        {
            aggregate.Signatures.Clear();
            aggregate.Signatures.Add(signature);
            aggregate.Settled = new PooledAttestation(aggregate.Bits, [.. aggregate.Attesters], signature);
        }

        return aggregate.Settled;
    }

    private sealed class Growing(PooledAttestation votes)
    {
        public BitList Bits { get; set; } = votes.Bits;

        public List<ValidatorIndex> Attesters { get; } = [.. votes.Attesters];

        public List<BLSSignature> Signatures { get; } = [votes.Signature];

        public PooledAttestation? Settled { get; set; } = votes;
    }
}
