using System.Text.Json;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;

namespace Consensoor.Interop.Engine.Server.JsonRpc;

/// <summary>Writes what the methods of the Engine API answer with.</summary>
internal static class RpcResults
{
    /// <summary>Writes the status of a payload or head; whether a payload satisfies inclusion lists where that is known (heze).</summary>
    public static void WriteStatus(
        Utf8JsonWriter writer, EngineVerdict verdict, Hash32? latestValidHash, string? error, bool? isInclusionListSatisfied = null)
    {
        writer.WriteStartObject();
        writer.WriteString("status"u8, verdict switch
        {
            EngineVerdict.Valid => "VALID",
            EngineVerdict.Invalid => "INVALID",
            EngineVerdict.Accepted => "ACCEPTED",
            _ => "SYNCING",
        });
        if (latestValidHash is { } hash)
        {
            writer.WriteData("latestValidHash"u8, hash.AsSpan());
        }
        else
        {
            writer.WriteNull("latestValidHash"u8);
        }

        writer.WriteString("validationError"u8, error);
        if (isInclusionListSatisfied is { } isSatisfied)
        {
            writer.WriteBoolean("inclusionListSatisfied"u8, isSatisfied);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes the answer to a head.</summary>
    public static void WriteForkchoice(Utf8JsonWriter writer, EngineVerdict verdict, Hash32? latestValidHash, string? error, Bytes8? id)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("payloadStatus"u8);
        WriteStatus(writer, verdict, latestValidHash, error);
        if (id is { } payloadId)
        {
            writer.WriteData("payloadId"u8, payloadId.AsSpan());
        }
        else
        {
            writer.WriteNull("payloadId"u8);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes a built payload in the form of a version.</summary>
    public static void WriteBuilt(Utf8JsonWriter writer, PayloadBuilt built, int version, SszContext context)
    {
        if (version == 1)
        {
            PayloadCodec.Write(writer, built.Payload!, context.Fork);
            return;
        }

        writer.WriteStartObject();
        writer.WritePropertyName("executionPayload"u8);
        PayloadCodec.Write(writer, built.Payload!, context.Fork);
        writer.WriteQuantity("blockValue"u8, built.BlockValue);
        if (context.Fork >= ForkName.Deneb)
        {
            writer.WriteStartObject("blobsBundle"u8);
            WritePoints(writer, "commitments"u8, built.Blobs.Commitments);
            WritePoints(writer, "proofs"u8, built.Blobs.Proofs);
            writer.WriteDataList("blobs"u8, built.Blobs.Blobs);
            writer.WriteEndObject();
            writer.WriteBoolean("shouldOverrideBuilder"u8, built.ShouldOverrideBuilder);
        }

        if (context.Fork >= ForkName.Electra)
        {
            var requests = built.Requests is { } some ? ExecutionRequestsLists.GetExecutionRequestsList(some, context) : [];
            writer.WriteDataList("executionRequests"u8, requests);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes blobs of the pool with a proof each (V1) or cell proofs, null for those that are not there.</summary>
    public static void WriteBlobs(Utf8JsonWriter writer, IReadOnlyList<FoundBlob?> blobs, int version)
    {
        writer.WriteStartArray();
        foreach (var blob in blobs)
        {
            if (blob is null)
            {
                writer.WriteNullValue();
                continue;
            }

            writer.WriteStartObject();
            writer.WriteData("blob"u8, blob.Blob.AsSpan());
            if (version == 1)
            {
                writer.WriteData("proof"u8, blob.Proofs[0].AsSpan());
            }
            else
            {
                WritePoints(writer, "proofs"u8, blob.Proofs);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>
    /// Writes the cells of columns of blobs with their proofs, each at its column's place, null for blobs that are not there.
    /// </summary>
    public static void WriteCells(Utf8JsonWriter writer, IReadOnlyList<CellsAndProofs?> blobs, ColumnSet columns)
    {
        writer.WriteStartArray();
        foreach (var blob in blobs)
        {
            if (blob is null)
            {
                writer.WriteNullValue();
                continue;
            }

            writer.WriteStartObject();
            WriteAt(writer, "blob_cells"u8, columns, at => blob.Cells[at].AsSpan());
            WriteAt(writer, "proofs"u8, columns, at => blob.Proofs[at].AsSpan());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>
    /// Writes bodies of payloads, null for those that are not there: withdrawals from capella on, and in V2 the block access list, which is
    /// null before gloas.
    /// </summary>
    public static void WriteBodies(
        Utf8JsonWriter writer, IReadOnlyList<ExecutionPayload?> payloads, int version, Func<ulong, ForkName> forkAt)
    {
        writer.WriteStartArray();
        foreach (var payload in payloads)
        {
            if (payload is null)
            {
                writer.WriteNullValue();
                continue;
            }

            var fork = forkAt(payload.Timestamp);
            writer.WriteStartObject();
            writer.WriteDataList("transactions"u8, payload.Transactions);
            writer.WritePropertyName("withdrawals"u8);
            if (fork >= ForkName.Capella)
            {
                WithdrawalCodec.Write(writer, payload.Withdrawals);
            }
            else
            {
                writer.WriteNullValue();
            }

            if (version > 1 && fork >= ForkName.Gloas)
            {
                writer.WriteData("blockAccessList"u8, payload.BlockAccessList.AsSpan());
            }
            else if (version > 1)
            {
                writer.WriteNull("blockAccessList"u8);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private delegate ReadOnlySpan<byte> BytesAt(int place);

    private static void WriteAt(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ColumnSet columns, BytesAt bytes)
    {
        writer.WriteStartArray(name);
        for (var at = 0; at < KzgSizes.CellsPerExtBlob; at++)
        {
            if (columns.Contains((ColumnIndex)at))
            {
                writer.WriteDataValue(bytes(at));
            }
            else
            {
                writer.WriteNullValue();
            }
        }

        writer.WriteEndArray();
    }

    private static void WritePoints(Utf8JsonWriter writer, ReadOnlySpan<byte> name, SszList<Bytes48> points)
    {
        writer.WriteStartArray(name);
        foreach (var point in points)
        {
            writer.WriteDataValue(point.AsSpan());
        }

        writer.WriteEndArray();
    }
}
