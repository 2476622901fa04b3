using System.Text.Json;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Api;

/// <summary>Writes the event `payload_attributes`: its attributes are those of the Engine API in the Beacon API's form.</summary>
internal static class AttributesEvent
{
    /// <summary>Writes the members of the event.</summary>
    public static void Write(Utf8JsonWriter writer, PayloadAttributesKnown known, ChainSpec spec)
    {
        writer.WriteString("version", known.Fork.Text());
        writer.WriteStartObject("data");
        writer.WriteUnsigned("proposer_index", known.Proposer);
        writer.WriteUnsigned("proposal_slot", known.ProposalSlot);
        writer.WriteString("parent_block_root", known.ParentRoot.ToString());
        if (known.ParentNumber is { } number)
        {
            writer.WriteUnsigned("parent_block_number", number);
        }

        writer.WriteString("parent_block_hash", known.ParentHash.ToString());
        if (known.Fork >= ForkName.Gloas)
        {
            writer.WriteString("safe_block_hash", known.SafeHash.ToString());
            writer.WriteString("finalized_block_hash", known.FinalizedHash.ToString());
        }

        writer.WriteStartObject("payload_attributes");
        WriteAttributes(writer, known, spec);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteAttributes(Utf8JsonWriter writer, PayloadAttributesKnown known, ChainSpec spec)
    {
        var attributes = known.Attributes;
        writer.WriteUnsigned("timestamp", attributes.Timestamp);
        writer.WriteString("prev_randao", attributes.PrevRandao.ToString());
        writer.WriteString("suggested_fee_recipient", attributes.SuggestedFeeRecipient.ToString());
        if (attributes.Withdrawals is { } withdrawals)
        {
            writer.WriteStartArray("withdrawals");
            foreach (var withdrawal in withdrawals)
            {
                withdrawal.WriteJson(writer, spec.Ssz(known.Fork));
            }

            writer.WriteEndArray();
        }

        if (attributes.ParentBeaconBlockRoot is { } parent)
        {
            writer.WriteString("parent_beacon_block_root", parent.ToString());
        }

        if (attributes.SlotNumber is { } slot)
        {
            writer.WriteUnsigned("slot_number", slot);
        }

        if (attributes.TargetGasLimit is { } limit)
        {
            writer.WriteUnsigned("target_gas_limit", limit);
        }

        if (known.Fork >= ForkName.Heze)
        {
            writer.WriteStartArray("inclusion_list_transactions");
            foreach (var transaction in attributes.InclusionListTransactions)
            {
                writer.WriteStringValue(transaction.ToString());
            }

            writer.WriteEndArray();
        }
    }
}
