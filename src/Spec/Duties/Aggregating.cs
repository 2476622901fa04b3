using System.Buffers.Binary;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Duties;

/// <summary>An aggregator's part (`phase0/validator.md#attestation-aggregation`).</summary>
public static class Aggregating
{
    /// <summary>The selection proof of an aggregator (`phase0/validator.md#aggregation-selection`).</summary>
    public static BLSSignature GetSlotSignature(BeaconState state, Slot slot, Signer privkey)
    {
        var domain = Accessors.GetDomain(state, Constants.DomainSelectionProof, Misc.ComputeEpochAtSlot(state.Preset, slot));
        return privkey(Misc.ComputeSigningRoot(slot, domain));
    }

    /// <summary>
    /// True where a selection proof makes its validator an aggregator of a committee (`phase0/validator.md#aggregation-selection`).
    /// </summary>
    public static bool IsAggregator(BeaconState state, Slot slot, CommitteeIndex index, BLSSignature slotSignature) =>
        IsAggregator(Accessors.GetBeaconCommittee(state, slot, index).Length, slotSignature);

    /// <summary>The same by the length of the committee (`phase0/validator.md#aggregation-selection`).</summary>
    public static bool IsAggregator(int committeeLength, BLSSignature slotSignature) =>
        IsSelected(slotSignature, Math.Max(1, (ulong)committeeLength / Constants.TargetAggregatorsPerCommittee));

    /// <summary>
    /// The sum of the signatures of attestations (`phase0/validator.md#aggregate-signature-1`); null where there are none or one is
    /// malformed.
    /// </summary>
    public static BLSSignature? GetAggregateSignature(IReadOnlyList<Attestation> attestations, IBls bls)
    {
        var signatures = new BLSSignature[attestations.Count];
        for (var i = 0; i < signatures.Length; i++)
        {
            signatures[i] = attestations[i].Signature;
        }

        return bls.Aggregate(signatures);
    }

    /// <summary>Makes the message by which an aggregator broadcasts an aggregate (`phase0/validator.md#broadcast-aggregate`).</summary>
    public static AggregateAndProof GetAggregateAndProof(
        BeaconState state, ValidatorIndex aggregatorIndex, Attestation aggregate, Signer privkey) => new()
    {
        AggregatorIndex = aggregatorIndex,
        Aggregate = aggregate,
        SelectionProof = GetSlotSignature(state, aggregate.Data.Slot, privkey),
    };

    /// <summary>Signs an aggregate of an aggregator (`phase0/validator.md#broadcast-aggregate`).</summary>
    public static BLSSignature GetAggregateAndProofSignature(BeaconState state, AggregateAndProof aggregateAndProof, Signer privkey)
    {
        var epoch = Misc.ComputeEpochAtSlot(state.Preset, aggregateAndProof.Aggregate.Data.Slot);
        return privkey(
            Misc.ComputeSigningRoot(aggregateAndProof, Accessors.GetDomain(state, Constants.DomainAggregateAndProof, epoch), state.Ssz));
    }

    /// <summary>
    /// Aggregates of single committees with equal data as one aggregate over all of them, electra on; null where there are none or a
    /// signature is malformed. Each committee may stand once (`electra/validator.md#attestations`).
    /// </summary>
    public static Attestation? ComputeOnChainAggregate(ulong maxCommitteesPerSlot, IEnumerable<Attestation> networkAggregates, IBls bls)
    {
        var aggregates = networkAggregates.OrderBy(static aggregate => Misc.GetCommitteeIndices(aggregate.CommitteeBits).First()).ToArray();
        if (GetAggregateSignature(aggregates, bls) is not { } signature)
        {
            return null;
        }

        var committeeBits = new bool[maxCommitteesPerSlot];
        var aggregationBits = new List<bool>();
        foreach (var aggregate in aggregates)
        {
            committeeBits[Misc.GetCommitteeIndices(aggregate.CommitteeBits).First()] = true;
            for (var bit = 0; bit < aggregate.AggregationBits.Length; bit++)
            {
                aggregationBits.Add(aggregate.AggregationBits[bit]);
            }
        }

        return new Attestation
        {
            AggregationBits = BitList.Create(aggregationBits.ToArray()),
            Data = aggregates[0].Data,
            Signature = signature,
            CommitteeBits = BitList.Create(committeeBits),
        };
    }

    /// <summary>One in <paramref name="modulo"/> signatures is selected, by its hash.</summary>
    internal static bool IsSelected(BLSSignature signature, ulong modulo)
    {
        Span<byte> hash = stackalloc byte[32];
        Sha256.Hash(signature.AsSpan(), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash) % modulo == 0;
    }
}
