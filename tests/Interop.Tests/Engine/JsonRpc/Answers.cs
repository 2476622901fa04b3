using System.Buffers;
using System.Text;
using System.Text.Json;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Transition.Block;

namespace Consensoor.Interop.Tests.Engine.JsonRpc;

/// <summary>What an execution layer answers, as JSON.</summary>
internal static class Answers
{
    public static string Status(string status, string? latestValidHash = null, string? error = null) =>
        $$"""{"status":"{{status}}","latestValidHash":{{Quoted(latestValidHash)}},"validationError":{{Quoted(error)}}}""";

    public static string Forkchoice(string status, string? payloadId = null, string? latestValidHash = null, string? error = null) =>
        $$"""{"payloadStatus":{{Status(status, latestValidHash, error)}},"payloadId":{{Quoted(payloadId)}}}""";

    /// <summary>The answer of getPayload in a version.</summary>
    public static string Built(PayloadBuilt built, ForkName fork, int version) => Json(writer =>
    {
        if (version == 1)
        {
            PayloadCodec.Write(writer, built.Payload!, fork);
            return;
        }

        writer.WriteStartObject();
        writer.WritePropertyName("executionPayload");
        PayloadCodec.Write(writer, built.Payload!, fork);
        writer.WriteQuantity("blockValue"u8, built.BlockValue);
        if (version >= 3)
        {
            writer.WriteStartObject("blobsBundle");
            Points(writer, "commitments", built.Blobs.Commitments);
            Points(writer, "proofs", built.Blobs.Proofs);
            writer.WriteDataList("blobs"u8, built.Blobs.Blobs);
            writer.WriteEndObject();
            writer.WriteBoolean("shouldOverrideBuilder", false);
        }

        if (version >= 4)
        {
            writer.WriteDataList(
                "executionRequests"u8, ExecutionRequestsLists.GetExecutionRequestsList(built.Requests!, Payloads.Spec.Ssz(fork)));
        }

        writer.WriteEndObject();
    });

    public static string Json(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void Points(Utf8JsonWriter writer, string name, IEnumerable<Spec.Ssz.Bytes48> points)
    {
        writer.WriteStartArray(name);
        foreach (var point in points)
        {
            writer.WriteDataValue(point.AsSpan());
        }

        writer.WriteEndArray();
    }

    private static string Quoted(string? text) => text is null ? "null" : $"\"{text}\"";
}
