using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Pools;

/// <summary>
/// Payload attestation messages by what they say. Holds at most <paramref name="bound"/> different data, each with a signature a position
/// of the committee: where a new one does not fit, that of the oldest slot goes, and a vote older than all of them is dropped and counted.
/// </summary>
public sealed class PayloadAttestationPool(ChainSpec spec, IBls bls, int bound)
{
    private readonly Dictionary<PayloadAttestationData, BLSSignature?[]> _votes = [];

    /// <summary>Counts the different data that were attested to.</summary>
    public int Count => _votes.Count;

    /// <summary>The most different data that are kept.</summary>
    public int Bound => bound;

    /// <summary>Votes and data that were dropped because the pool was full.</summary>
    public ulong Dropped { get; private set; }

    /// <summary>Takes in a verified message; positions are those of its validator in the slot's committee, which may be several.</summary>
    public void Add(PayloadAttestationMessage message, IReadOnlyList<ulong> ptcPositions)
    {
        if (!_votes.TryGetValue(message.Data, out var signatures))
        {
            if (_votes.Count >= bound && !MakeRoom(message.Data.Slot))
            {
                Dropped++;
                return;
            }

            _votes[message.Data] = signatures = new BLSSignature?[spec.Preset.PtcSize];
        }

        foreach (var position in ptcPositions)
        {
            signatures[position] ??= message.Signature;
        }
    }

    /// <summary>
    /// The payload attestations for a block on a base: those about its parent in the slot before, most votes first, within
    /// MAX_PAYLOAD_ATTESTATIONS.
    /// </summary>
    public SszList<PayloadAttestation> Pack(ProposalBase proposal)
    {
        if (proposal.Slot == 0 || spec.ForkAtSlot(proposal.Slot - 1) < ForkName.Gloas)
        {
            return [];
        }

        return
        [
            .. _votes
                .Where(entry => entry.Key.Slot == proposal.Slot - 1 && entry.Key.BeaconBlockRoot == proposal.ParentRoot)
                .OrderByDescending(static entry => entry.Value.Count(static signature => signature is not null))
                .Select(entry => Aggregate(entry.Key, entry.Value))
                .OfType<PayloadAttestation>()
                .Take((int)spec.Preset.MaxPayloadAttestations),
        ];
    }

    /// <summary>All votes, or those of a slot, each data once.</summary>
    public IReadOnlyList<PayloadAttestation> All(Slot? slot) =>
    [
        .. _votes.Where(entry => slot is null || entry.Key.Slot == slot)
            .Select(entry => Aggregate(entry.Key, entry.Value))
            .OfType<PayloadAttestation>(),
    ];

    /// <summary>Drops what no block can include any more: a block includes the votes of the slot before it.</summary>
    public void Prune(Slot now)
    {
        foreach (var data in _votes.Keys.Where(data => data.Slot + 1 < now).ToArray())
        {
            _votes.Remove(data);
        }
    }

    private PayloadAttestation? Aggregate(PayloadAttestationData data, BLSSignature?[] signatures)
    {
        var bits = new bool[signatures.Length];
        var votes = new List<BLSSignature>();
        for (var i = 0; i < bits.Length; i++)
        {
            if (signatures[i] is { } signature)
            {
                bits[i] = true;
                votes.Add(signature);
            }
        }

        return bls.Aggregate([.. votes]) is { } aggregate
            ? new PayloadAttestation { AggregationBits = BitList.Create(bits), Data = data, Signature = aggregate }
            : null;
    }

    private bool MakeRoom(Slot slot)
    {
        var oldest = _votes.Keys.MinBy(static data => data.Slot)!;
        if (oldest.Slot >= slot)
        {
            return false;
        }

        _votes.Remove(oldest);
        Dropped++;
        return true;
    }
}
