using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using Consensoor.Actors.Api;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Ssz.Codecs;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>Reads answers in SSZ by the types that the definition gives them, and compares them with the same in JSON.</summary>
internal static class SszAnswers
{
    private const int BlobLength = 131_072;

    private static readonly Dictionary<string, SszObjectCodec> Values = new(StringComparer.Ordinal)
    {
        ["/eth/v1/beacon/execution_payload_envelopes/{block_id}"] = SszObjectCodec.Of<SignedExecutionPayloadEnvelope>(),
        ["/eth/v2/beacon/blocks/{block_id}"] = SszObjectCodec.Of<SignedBeaconBlock>(),
        ["/eth/v1/beacon/blinded_blocks/{block_id}"] = SszObjectCodec.Of<SignedBlindedBeaconBlock>(),
        ["/eth/v1/beacon/light_client/bootstrap/{block_root}"] = SszObjectCodec.Of<LightClientBootstrap>(),
        ["/eth/v1/beacon/light_client/finality_update"] = SszObjectCodec.Of<LightClientFinalityUpdate>(),
        ["/eth/v1/beacon/light_client/optimistic_update"] = SszObjectCodec.Of<LightClientOptimisticUpdate>(),
        ["/eth/v2/debug/beacon/states/{state_id}"] = SszObjectCodec.Of<BeaconState>(),
        ["/eth/v1/validator/attestation_data"] = SszObjectCodec.Of<AttestationData>(),
        ["/eth/v1/validator/payload_attestation_data"] = SszObjectCodec.Of<PayloadAttestationData>(),
        ["/eth/v2/validator/aggregate_attestation"] = SszObjectCodec.Of<Attestation>(),
        ["/eth/v1/validator/execution_payload_envelopes/{slot}/{beacon_block_root}"] = SszObjectCodec.Of<ExecutionPayloadEnvelope>(),
    };

    private static readonly Dictionary<string, (SszObjectCodec Codec, Func<SszContext, int> FixedLength)> Lists = new(
        StringComparer.Ordinal)
    {
        ["/eth/v1/beacon/states/{state_id}/pending_consolidations"] = Of<PendingConsolidation>(),
        ["/eth/v1/beacon/states/{state_id}/pending_deposits"] = Of<PendingDeposit>(),
        ["/eth/v1/beacon/states/{state_id}/pending_partial_withdrawals"] = Of<PendingPartialWithdrawal>(),
        ["/eth/v1/beacon/states/{state_id}/builder_pending_withdrawals"] = Of<BuilderPendingWithdrawal>(),
        ["/eth/v1/beacon/states/{state_id}/builder_pending_payments"] = Of<BuilderPendingPayment>(),
        ["/eth/v1/beacon/proposer_preferences"] = Of<SignedProposerPreferences>(),
        ["/eth/v1/debug/beacon/data_column_sidecars/{block_id}"] = Of<DataColumnSidecar>(),
        ["/eth/v1/beacon/pool/payload_attestations"] = Of<PayloadAttestation>(),
    };

    /// <summary>Says how an answer in SSZ differs from the same in JSON; null where it does not.</summary>
    public static string? Problem(Operation operation, WalkChain chain, WalkAnswer ssz, WalkAnswer json)
    {
        var root = JsonNode.Parse(json.Body)!;
        var data = root is JsonArray ? root : root["data"]!;
        var version = ssz.Header(ApiResponse.VersionHeader);
        var context = chain.Spec.Ssz(ForkNames.All.FirstOrDefault(fork => fork.Text() == version, chain.Fork));
        try
        {
            var read = Read(operation.Path, context, ssz.Body, data);
            return JsonNode.DeepEquals(read, data) ? null : $"SSZ has {Short(read)}, JSON {Short(data)}";
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            return $"{ssz.Body.Length} bytes are none of it: {e.Message}";
        }
    }

    private static JsonNode Read(string path, SszContext context, byte[] bytes, JsonNode data) => path switch
    {
        // Nothing of a block was blinded before there were payloads.
        "/eth/v1/beacon/blinded_blocks/{block_id}" when context.Fork < ForkName.Bellatrix =>
            Value(SszObjectCodec.Of<SignedBeaconBlock>(), bytes, context),
        _ when Values.TryGetValue(path, out var codec) => Value(codec, bytes, context),
        _ when Lists.TryGetValue(path, out var list) => List(list.Codec, list.FixedLength(context), bytes, context),
        "/eth/v1/beacon/states/{state_id}/validator_balances" => Rows(bytes, 16, static row => new JsonObject
        {
            ["index"] = Number(row.Span),
            ["balance"] = Number(row.Span[8..]),
        }),
        "/eth/v1/beacon/states/{state_id}/validator_identities" => Rows(bytes, 64, static row => new JsonObject
        {
            ["index"] = Number(row.Span),
            ["pubkey"] = Hex(row[8..56]),
            ["activation_epoch"] = Number(row.Span[56..]),
        }),
        "/eth/v1/beacon/states/{state_id}/proposer_lookahead" => Rows(bytes, 8, static row => Number(row.Span)),
        "/eth/v1/beacon/states/{state_id}/ptc" => new JsonObject
        {
            ["slot"] = Number(bytes),
            ["validators"] = Rows(bytes.AsMemory(8), 8, static row => Number(row.Span)),
        },
        "/eth/v1/beacon/blobs/{block_id}" => Rows(bytes, BlobLength, static row => Hex(row)),
        "/eth/v1/beacon/light_client/updates" => Updates(bytes, context, data.AsArray()),
        "/eth/v3/validator/blocks/{slot}" or "/eth/v4/validator/blocks/{slot}" => Block(bytes, context, data),
        _ => throw new InvalidOperationException($"the walk does not know what {path} is in SSZ"),
    };

    private static (SszObjectCodec Codec, Func<SszContext, int> FixedLength) Of<T>()
        where T : ISszType<T> => (SszObjectCodec.Of<T>(), T.FixedLength);

    private static JsonNode Value(SszObjectCodec codec, ReadOnlySpan<byte> bytes, SszContext context)
    {
        if (!codec.TryDecode(bytes, context, out var value, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            codec.WriteJson(writer, value, context);
        }

        return JsonNode.Parse(buffer.ToArray())!;
    }

    // Elements of one length follow each other, others stand behind their offsets.
    private static JsonArray List(SszObjectCodec codec, int fixedLength, byte[] bytes, SszContext context)
    {
        if (bytes.Length == 0)
        {
            return [];
        }

        if (fixedLength > 0)
        {
            return Rows(bytes, fixedLength, row => Value(codec, row.Span, context));
        }

        var starts = Enumerable.Range(0, BinaryPrimitives.ReadInt32LittleEndian(bytes) / 4)
            .Select(at => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4 * at))).Append(bytes.Length).ToList();
        return [.. starts.Zip(starts.Skip(1)).Select(part => Value(codec, bytes.AsSpan(part.First..part.Second), context))];
    }

    // Each behind its length and the four bytes of its fork.
    private static JsonArray Updates(byte[] bytes, SszContext context, JsonArray data)
    {
        var updates = new JsonArray();
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            var version = (string)data[updates.Count]!["version"]!;
            var fork = ForkNames.All.Single(fork => fork.Text() == version);
            updates.Add(new JsonObject
            {
                ["version"] = version,
                ["data"] = Value(
                    SszObjectCodec.Of<LightClientUpdate>(), bytes.AsSpan(at + 12, length - 4), context.Spec.Ssz(fork)),
            });
            at += 8 + length;
        }

        return updates;
    }

    // Each is made anew: what it holds may differ, but not whose and where it is.
    private static JsonNode Block(byte[] bytes, SszContext context, JsonNode data)
    {
        var isWhole = context.Fork is >= ForkName.Deneb and < ForkName.Gloas;
        var end = isWhole ? BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4)) : bytes.Length;
        var block = Value(SszObjectCodec.Of<BeaconBlock>(), bytes.AsSpan((isWhole ? 12 : 0)..end), context);
        var given = isWhole ? data["block"]! : data;
        foreach (var name in (string[])["slot", "proposer_index", "parent_root"])
        {
            if (!JsonNode.DeepEquals(block[name], given[name]))
            {
                return block;
            }
        }

        return data;
    }

    private static JsonArray Rows(ReadOnlyMemory<byte> bytes, int length, Func<ReadOnlyMemory<byte>, JsonNode> read) =>
        bytes.Length % length == 0
            ? [.. Enumerable.Range(0, bytes.Length / length).Select(at => read(bytes.Slice(at * length, length)))]
            : throw new InvalidOperationException($"{bytes.Length} bytes are no rows of {length}");

    private static JsonNode Number(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes).ToString(
        System.Globalization.CultureInfo.InvariantCulture);

    private static JsonNode Hex(ReadOnlyMemory<byte> bytes) => $"0x{Convert.ToHexStringLower(bytes.Span)}";

    private static string Short(JsonNode json) => json.ToJsonString() is { Length: > 200 } text ? text[..200] : json.ToJsonString();
}
