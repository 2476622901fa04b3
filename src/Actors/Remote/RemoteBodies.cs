using System.Globalization;
using System.Text.Json;
using Consensoor.Actors.Validators;
using Consensoor.Interop.Builders;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;

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

    /// <summary>A builder to ask for a bid for the block of a slot, with the proposer's signature that it asks (`BuilderEntry`).</summary>
    public static void Builder(Utf8JsonWriter writer, BuilderEndpoint builder, Slot slot, BLSSignature signature, SszContext context)
    {
        writer.WriteStartObject();
        writer.WriteString("url", builder.Url);
        Auth(writer, builder.AuthData, slot, signature, context);
        writer.WriteStartArray("builder_pubkeys");
        foreach (var pubkey in builder.BuilderPubkeys)
        {
            writer.WriteStringValue(pubkey.ToString());
        }

        writer.WriteEndArray();
        writer.WriteString("max_execution_payment", Text(builder.MaxExecutionPayment));
        writer.WriteString("min_bid", Text(builder.MinBid));
        writer.WriteString("builder_boost_factor", Text(builder.BoostFactor));
        writer.WriteEndObject();
    }

    /// <summary>What proposers want of builders in their slots (`BuilderPreferencesEntry`).</summary>
    public static byte[] Preferences(IEnumerable<BuilderPreference> preferences, SszContext context) =>
        RemoteJson.List(preferences, (writer, one) =>
        {
            writer.WriteStartObject();
            writer.WriteString("proposer_pubkey", one.Proposer.ToString());
            writer.WriteString("url", one.Url);
            Auth(writer, one.AuthData, one.Slot, one.Signature, context);
            writer.WriteString("max_execution_payment", Text(one.MaxExecutionPayment));
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

    private static void Auth(Utf8JsonWriter writer, ByteList data, Slot slot, BLSSignature signature, SszContext context)
    {
        writer.WritePropertyName("auth");
        new SignedBuilderRequestAuth { Message = new BuilderRequestAuth { Data = data, Slot = slot }, Signature = signature }
            .WriteJson(writer, context);
    }

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
