using System.Text.Json;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.JsonRpc.Codec;

/// <summary>Reads and writes `ExecutionPayloadV1` to `V4` of the Engine API, in the form of a fork.</summary>
internal static class PayloadCodec
{
    private const int LogsBloomBytes = 256;

    // In the order of the forks that brought them.
    private static readonly byte[][] Names =
    [
        "parentHash"u8.ToArray(), "feeRecipient"u8.ToArray(), "stateRoot"u8.ToArray(), "receiptsRoot"u8.ToArray(),
        "logsBloom"u8.ToArray(), "prevRandao"u8.ToArray(), "blockNumber"u8.ToArray(), "gasLimit"u8.ToArray(), "gasUsed"u8.ToArray(),
        "timestamp"u8.ToArray(), "extraData"u8.ToArray(), "baseFeePerGas"u8.ToArray(), "blockHash"u8.ToArray(),
        "transactions"u8.ToArray(), "withdrawals"u8.ToArray(), "blobGasUsed"u8.ToArray(), "excessBlobGas"u8.ToArray(),
        "blockAccessList"u8.ToArray(), "slotNumber"u8.ToArray(),
    ];

    /// <summary>Writes a payload.</summary>
    public static void Write(Utf8JsonWriter writer, ExecutionPayload payload, ForkName fork)
    {
        writer.WriteStartObject();
        writer.WriteData("parentHash"u8, payload.ParentHash.AsSpan());
        writer.WriteData("feeRecipient"u8, payload.FeeRecipient.AsSpan());
        writer.WriteData("stateRoot"u8, payload.StateRoot.AsSpan());
        writer.WriteData("receiptsRoot"u8, payload.ReceiptsRoot.AsSpan());
        writer.WriteData("logsBloom"u8, payload.LogsBloom.AsSpan());
        writer.WriteData("prevRandao"u8, payload.PrevRandao.AsSpan());
        writer.WriteQuantity("blockNumber"u8, payload.BlockNumber);
        writer.WriteQuantity("gasLimit"u8, payload.GasLimit);
        writer.WriteQuantity("gasUsed"u8, payload.GasUsed);
        writer.WriteQuantity("timestamp"u8, payload.Timestamp);
        writer.WriteData("extraData"u8, payload.ExtraData.AsSpan());
        writer.WriteQuantity("baseFeePerGas"u8, payload.BaseFeePerGas);
        writer.WriteData("blockHash"u8, payload.BlockHash.AsSpan());
        writer.WriteDataList("transactions"u8, payload.Transactions);
        if (fork >= ForkName.Capella)
        {
            writer.WritePropertyName("withdrawals"u8);
            WithdrawalCodec.Write(writer, payload.Withdrawals);
        }

        if (fork >= ForkName.Deneb)
        {
            writer.WriteQuantity("blobGasUsed"u8, payload.BlobGasUsed);
            writer.WriteQuantity("excessBlobGas"u8, payload.ExcessBlobGas);
        }

        if (fork >= ForkName.Gloas)
        {
            writer.WriteData("blockAccessList"u8, payload.BlockAccessList.AsSpan());
            writer.WriteQuantity("slotNumber"u8, payload.SlotNumber);
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads a payload; members of later forks are refused, unless they are null.</summary>
    public static ExecutionPayload Read(ref EngineJson json, SszContext context)
    {
        var payload = new ExecutionPayload();
        var preset = context.Preset;
        var known = Members(context.Fork);
        ulong seen = 0;
        for (var which = json.Object() ? json.Next(Names, ref seen) : -1; which >= 0; which = json.Next(Names, ref seen))
        {
            if (which >= known)
            {
                _ = json.IsNull || json.Fail($"is not of {context.Fork}");
                continue;
            }

            payload = which switch
            {
                0 => payload with { ParentHash = json.Bytes32() },
                1 => payload with { FeeRecipient = json.Bytes20() },
                2 => payload with { StateRoot = json.Bytes32() },
                3 => payload with { ReceiptsRoot = json.Bytes32() },
                4 => payload with { LogsBloom = json.Bytes(LogsBloomBytes, isExact: true) },
                5 => payload with { PrevRandao = json.Bytes32() },
                6 => payload with { BlockNumber = json.Quantity() },
                7 => payload with { GasLimit = json.Quantity() },
                8 => payload with { GasUsed = json.Quantity() },
                9 => payload with { Timestamp = json.Quantity() },
                10 => payload with { ExtraData = json.Bytes((int)preset.MaxExtraDataBytes) },
                11 => payload with { BaseFeePerGas = json.Quantity256() },
                12 => payload with { BlockHash = json.Bytes32() },
                13 => payload with { Transactions = json.BytesList((int)preset.MaxTransactionsPerPayload) },
                14 => payload with { Withdrawals = WithdrawalCodec.Read(ref json, (int)preset.MaxWithdrawalsPerPayload) },
                15 => payload with { BlobGasUsed = json.Quantity() },
                16 => payload with { ExcessBlobGas = json.Quantity() },
                17 => payload with { BlockAccessList = json.Bytes() },
                _ => payload with { SlotNumber = json.Quantity() },
            };
        }

        json.Require(Names, seen, (1UL << known) - 1);
        return payload;
    }

    private static int Members(ForkName fork) => fork switch
    {
        >= ForkName.Gloas => 19,
        >= ForkName.Deneb => 17,
        ForkName.Capella => 15,
        _ => 14,
    };
}
