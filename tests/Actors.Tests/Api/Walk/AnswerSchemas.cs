extern alias JsonSchemaNet;

using System.Text.Json;
using System.Text.Json.Nodes;
using Consensoor.Spec.Presets;
using JsonSchemaNet::Json.Schema;

namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>
/// Judges answers by the schemas of a definition (draft 2020-12), in which members that they do not name are refused. Sizes that the
/// definition has of the mainnet preset are those of another.
/// </summary>
internal sealed class AnswerSchemas
{
    private const string Id = "https://definition.test/", Open = "open-", ClientCode = "ClientCode";
    private static readonly EvaluationOptions Listed = new() { OutputFormat = OutputFormat.List };
    private readonly Dictionary<(string Operation, int Status), JsonSchema> _answers = [];
    private readonly Dictionary<string, int> _sizes;

    public AnswerSchemas(Definition definition, Preset preset, string name)
    {
        var id = Id + name;
        _sizes = Sizes(preset);
        var definitions = new JsonObject();
        foreach (var (key, schema) in definition.Schemas)
        {
            // A part of an allOf leaves the other members to the others.
            definitions[key] = Sealed(schema!, true, key, id);
            definitions[Open + key] = Sealed(schema!, false, key, id);
        }

        var judged = new List<(string Operation, int Status, string Key)>();
        foreach (var operation in definition.Operations)
        {
            foreach (var (status, response) in operation.Responses)
            {
                if (response.Content.TryGetValue("application/json", out var schema) && schema is not null)
                {
                    var key = $"answer-{judged.Count}";
                    definitions[key] = Sealed(schema, true, operation.Path.Split('/')[^1], id);
                    judged.Add((operation.Name, status, key));
                }
            }
        }

        var options = new BuildOptions { SchemaRegistry = new SchemaRegistry() };
        JsonSchema.FromText(new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = id,
            ["$defs"] = definitions,
        }.ToJsonString(), options);
        foreach (var (operation, status, key) in judged)
        {
            _answers[(operation, status)] = JsonSchema.FromText(
                new JsonObject { ["$ref"] = $"{id}#/$defs/{Uri.EscapeDataString(key)}" }.ToJsonString(), options);
        }
    }

    /// <summary>Says what is wrong with an answer; null where nothing is, or the definition says nothing of its body.</summary>
    public string? Problem(Operation operation, int status, JsonElement body)
    {
        if (!_answers.TryGetValue((operation.Name, status), out var schema))
        {
            return null;
        }

        var results = schema.Evaluate(body, Listed);
        return results.IsValid ? null : string.Join("; ", (results.Details ?? [])
            .Where(static one => one.Errors is { Count: > 0 })
            .SelectMany(static one => one.Errors!.Select(error => $"{one.InstanceLocation}: {error.Value}"))
            .Distinct()
            .Take(4));
    }

    private JsonNode Sealed(JsonNode node, bool isWhole, string name, string id)
    {
        if (node is not JsonObject schema)
        {
            return node.DeepClone();
        }

        var made = new JsonObject();
        foreach (var (key, value) in schema)
        {
            switch (key)
            {
                case "example" or "examples" or "description" or "title" or "default" or "format" or "deprecated" or "nullable":
                    break;
                case "enum" when name == ClientCode:
                    // The list has the clients that there were and no place for another: ours is CA.
                    made["pattern"] = "^[A-Z]{2}$";
                    break;
                case "$ref":
                    var target = ((string)value!).Split('/')[^1];
                    made[key] = $"{id}#/$defs/{Uri.EscapeDataString(isWhole ? target : Open + target)}";
                    break;
                case "properties":
                    made[key] = new JsonObject(value!.AsObject().Select(member =>
                        KeyValuePair.Create(member.Key, (JsonNode?)Sealed(member.Value!, true, member.Key, id))));
                    break;
                case "allOf":
                    made[key] = new JsonArray([.. value!.AsArray().Select(part => Sealed(part!, false, name, id))]);
                    break;
                case "oneOf" or "anyOf":
                    made[key] = new JsonArray([.. value!.AsArray().Select(part => Sealed(part!, isWhole, name, id))]);
                    break;
                case "items" or "additionalProperties":
                    made[key] = Sealed(value!, true, name, id);
                    break;
                case "minItems" or "maxItems" or "minLength" or "maxLength":
                    made[key] = _sizes.TryGetValue(name, out var size) && IsFixed(schema) ? size : value!.DeepClone();
                    break;
                default:
                    made[key] = value?.DeepClone();
                    break;
            }
        }

        if (isWhole && (schema.ContainsKey("properties") || schema.ContainsKey("allOf")) && !schema.ContainsKey("additionalProperties"))
        {
            made["unevaluatedProperties"] = false;
        }

        return made;
    }

    private static bool IsFixed(JsonObject schema) =>
        (schema["minItems"] is { } items && Same(items, schema["maxItems"]))
        || (schema["minLength"] is { } length && Same(length, schema["maxLength"]));

    private static bool Same(JsonNode one, JsonNode? other) => other is not null && one.ToJsonString() == other.ToJsonString();

    private static Dictionary<string, int> Sizes(Preset preset)
    {
        var epochs = (int)((preset.MinSeedLookahead + 1) * preset.SlotsPerEpoch);
        return new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["pubkeys"] = (int)preset.SyncCommitteeSize,
            ["proposer_lookahead"] = epochs,
            ["ptc_window"] = (int)((2 + preset.MinSeedLookahead) * preset.SlotsPerEpoch),
            ["block_roots"] = (int)preset.SlotsPerHistoricalRoot,
            ["state_roots"] = (int)preset.SlotsPerHistoricalRoot,
            ["randao_mixes"] = (int)preset.EpochsPerHistoricalVector,
            ["slashings"] = (int)preset.EpochsPerSlashingsVector,
            ["execution_payload_availability"] = HexLength((int)preset.SlotsPerHistoricalRoot),
            ["Gloas.BuilderPendingPayments"] = 2 * (int)preset.SlotsPerEpoch,
            ["Gloas.PayloadTimelinessCommittee"] = (int)preset.PtcSize,
            ["aggregation_bits"] = HexLength((int)preset.PtcSize),
            ["committee_bits"] = HexLength((int)preset.MaxCommitteesPerSlot),
            ["data"] = epochs,
        };
    }

    private static int HexLength(int bits) => 2 + (2 * ((bits + 7) / 8));
}
