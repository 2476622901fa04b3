using System.Text.Json;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Interop.Engine.JsonRpc.Codec;

/// <summary>Writes `ForkchoiceStateV1` and `PayloadAttributesV1` to `V5`.</summary>
internal static class ForkchoiceCodec
{
    /// <summary>Writes head, safe and finalized block.</summary>
    public static void WriteState(Utf8JsonWriter writer, ForkchoiceUpdated request)
    {
        writer.WriteStartObject();
        writer.WriteData("headBlockHash"u8, request.HeadBlockHash.AsSpan());
        writer.WriteData("safeBlockHash"u8, request.SafeBlockHash.AsSpan());
        writer.WriteData("finalizedBlockHash"u8, request.FinalizedBlockHash.AsSpan());
        writer.WriteEndObject();
    }

    /// <summary>Writes the attributes of a build in the form of a fork; what the fork has and they lack is zero or empty.</summary>
    public static void WriteAttributes(Utf8JsonWriter writer, BuildAttributes attributes, ForkName fork)
    {
        writer.WriteStartObject();
        writer.WriteQuantity("timestamp"u8, attributes.Timestamp);
        writer.WriteData("prevRandao"u8, attributes.PrevRandao.AsSpan());
        writer.WriteData("suggestedFeeRecipient"u8, attributes.SuggestedFeeRecipient.AsSpan());
        if (fork >= ForkName.Capella)
        {
            writer.WritePropertyName("withdrawals"u8);
            WithdrawalCodec.Write(writer, attributes.Withdrawals ?? []);
        }

        if (fork >= ForkName.Deneb)
        {
            writer.WriteData("parentBeaconBlockRoot"u8, (attributes.ParentBeaconBlockRoot ?? default).AsSpan());
        }

        if (fork >= ForkName.Gloas)
        {
            writer.WriteQuantity("slotNumber"u8, attributes.SlotNumber ?? 0);
            writer.WriteQuantity("targetGasLimit"u8, attributes.TargetGasLimit ?? 0);
        }

        if (fork >= ForkName.Heze)
        {
            writer.WriteDataList("inclusionListTransactions"u8, attributes.InclusionListTransactions);
        }

        writer.WriteEndObject();
    }
}
