using System.Globalization;
using Consensoor.Actors.Validators;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Duties;

namespace Consensoor.Actors.Remote;

/// <summary>Writes what a beacon node is told of our validators ahead of their duties.</summary>
internal static class RemoteBodies
{
    /// <summary>Who gets the fees of validators (`prepare_beacon_proposer`).</summary>
    public static byte[] Prepared(IReadOnlyDictionary<ValidatorIndex, BLSPubkey> own, ProposerTable proposers) =>
        RemoteJson.List(own, (writer, one) =>
        {
            writer.WriteStartObject();
            writer.WriteString("validator_index", Text(one.Key));
            writer.WriteString("fee_recipient", proposers.FeeRecipientOf(one.Value).ToString());
            writer.WriteEndObject();
        });

    /// <summary>The committees of ours whose votes are needed on subnets until slots (`beacon_committee_subscriptions`).</summary>
    public static byte[] Committees(ChainSpec spec, IEnumerable<EpochPlan> plans, IReadOnlyList<(ulong Subnet, Slot Last)> needed)
    {
        var wanted = needed.ToHashSet();
        var seats =
            from plan in plans
            from offset in Enumerable.Range(0, plan.Attesters.Slots.Length)
            let slot = (plan.Epoch * spec.Preset.SlotsPerEpoch) + (Slot)offset
            from duty in plan.Attesters.Slots[offset]
            where wanted.Contains((Attesting.ComputeSubnetForAttestation(spec, plan.Attesters.Committees, slot, duty.Committee), slot))
            select (plan.Attesters.Committees, slot, duty);
        return RemoteJson.List(seats, static (writer, seat) =>
        {
            writer.WriteStartObject();
            writer.WriteString("validator_index", Text(seat.duty.Validator));
            writer.WriteString("committee_index", Text(seat.duty.Committee));
            writer.WriteString("committees_at_slot", Text(seat.Committees));
            writer.WriteString("slot", Text(seat.slot));
            writer.WriteBoolean("is_aggregator", true);
            writer.WriteEndObject();
        });
    }

    /// <summary>The seats of ours in the sync committee that are needed until epochs (`sync_committee_subscriptions`).</summary>
    public static byte[] SyncCommittee(ChainSpec spec, IEnumerable<EpochPlan> plans, IReadOnlyList<(ulong Subnet, Epoch Last)> needed)
    {
        var size = (ulong)SyncCommittees.SubcommitteeSize(spec.Preset);
        var seats =
            from plan in plans
            from need in needed
            where need.Last == plan.Epoch
            from member in (plan.SyncCommittee ?? []).SelectMany(static slot => slot).DistinctBy(static member => member.Validator)
            where member.Subcommittees.Contains(need.Subnet)
            select (member.Validator, Seat: need.Subnet * size, Until: need.Last + 1);
        return RemoteJson.List(seats, static (writer, seat) =>
        {
            writer.WriteStartObject();
            writer.WriteString("validator_index", Text(seat.Validator));
            writer.WriteStartArray("sync_committee_indices");
            writer.WriteStringValue(Text(seat.Seat));
            writer.WriteEndArray();
            writer.WriteString("until_epoch", Text(seat.Until));
            writer.WriteEndObject();
        });
    }

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
