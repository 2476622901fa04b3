using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Consensoor.Actors.Api;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>What to give for parameters and bodies, by their names and the chain: good, malformed and unknown.</summary>
internal sealed class WalkValues(Definition definition, WalkChain chain, WalkDuties duties)
{
    private const string Huge = "18446744073709551616";
    private static readonly string[] Mangled =
        ["current", "-1", "1.5", "0x12", $"0x{new string('z', 64)}", Huge, "0x", "%F0%9F%98%80", "1,", "true1"];

    private ulong Epoch => chain.Slot / chain.Spec.Preset.SlotsPerEpoch;

    /// <summary>A request for an operation with all that it requires.</summary>
    public WalkRequest Good(Operation operation)
    {
        var path = operation.Path;
        var query = new List<string>();
        var request = new WalkRequest(operation.Method, path);
        foreach (var parameter in operation.Parameters.Where(static one => one.IsRequired))
        {
            var value = GoodOf(operation, parameter);
            switch (parameter.In)
            {
                case "path":
                    path = path.Replace($"{{{parameter.Name}}}", value, StringComparison.Ordinal);
                    break;
                case "query":
                    query.Add($"{parameter.Name}={value}");
                    break;
                default:
                    request = request.With(parameter.Name, value);
                    break;
            }
        }

        request = request with { Target = query.Count == 0 ? path : $"{path}?{string.Join('&', query)}" };
        return operation.Body is null ? request : request.WithJson(BodyOf(operation));
    }

    /// <summary>A value that an operation takes for a parameter.</summary>
    public string GoodOf(Operation operation, Parameter parameter) => ByName(operation.Path, parameter.Name);

    /// <summary>A good value of a name in a path, query or header.</summary>
    public string ByName(string path, string name) => name switch
    {
        "state_id" or "block_id" => "head",
        "validator_id" or "committee_index" or "subcommittee_index" or "index" or "indices" or "id" => "0",
        "epoch" when path.Contains("/rewards/", StringComparison.Ordinal) => $"{Math.Max(Epoch, 2) - 2}",
        "epoch" => $"{Epoch}",
        "slot" => $"{chain.Slot}",
        "start_period" => "0",
        "count" or "slots" => "4",
        "validator_index" => "0",
        "file" => "main.js",
        "document" => "consensoor.json",
        "nodes" => "http://127.0.0.1:5053",
        "peer_id" => WalkChain.Peer,
        "root" or "block_root" => $"{chain.View.Head.Root}",
        "beacon_block_root" => $"{duties.Block}",
        "parent_root" => $"{chain.View.Head.Block.Message.ParentRoot}",
        "dependent_root" or "versioned_hashes" => $"0x{new string('1', 64)}",
        "randao_reveal" => duties.Reveal,
        "attestation_data_root" => $"{duties.DataRoot}",
        "graffiti" => $"0x{new string('2', 64)}",
        "skip_randao_verification" => "false",
        "builder_boost_factor" => "90",
        "include_payload" => "true",
        "broadcast_validation" => "gossip",
        "status" => "active_ongoing",
        "state" => "connected",
        "direction" => "inbound",
        "syncing_status" => "299",
        "topics" => "head",
        ApiResponse.VersionHeader => chain.Fork.Text(),
        "Eth-Blob-Data-Included" => "false",
        "Eth-Builder-Url" => "http://builder.test",
        "builder_index" => "0",
        "Eth-Execution-Payload-Blinded" => "false",
        _ => throw new InvalidOperationException($"{path} has a parameter {name}, for which the walk has no value"),
    };

    /// <summary>Texts that a parameter never is.</summary>
    public IEnumerable<string> Malformed(Parameter parameter)
    {
        var schema = parameter.Schema;
        if (schema["type"]?.ToString() == "array")
        {
            schema = definition.Found(schema["items"]!).AsObject();
        }

        var type = schema["type"]?.ToString();
        var options = schema["enum"]?.AsArray().Select(static one => one!.ToString()).ToList();
        var pattern = schema["pattern"]?.ToString();
        return Mangled.Where(text => parameter.Name switch
        {
            // Everything but a few names and forms is none.
            "state_id" or "block_id" or "validator_id" or "peer_id" or "id" => true,
            "syncing_status" => !int.TryParse(text, out var status) || status is < 100 or > 599,
            "graffiti" or "skip_randao_verification" or "Eth-Builder-Url" or "Eth-Blob-Data-Included" or "include_payload" => true,
            "root" => true,
            "file" or "document" or "nodes" => false,
            _ when options is not null => !options.Contains(text),
            "status" => true,
            _ when pattern is not null => !Regex.IsMatch(text, pattern),
            _ when type is "string" => !ulong.TryParse(text, out _),
            _ => type is "integer" or "boolean",
        });
    }

    /// <summary>Texts that are of a parameter's form and name nothing that there is.</summary>
    public IEnumerable<string> Unknown(Parameter parameter) => parameter.Name switch
    {
        "state_id" or "block_id" => ["99999999", $"0x{new string('1', 64)}"],
        "validator_id" or "id" => ["999999", $"0x{new string('a', 96)}"],
        "epoch" or "slot" or "committee_index" or "subcommittee_index" or "index" or "start_period" or "indices" or "validator_index" =>
            ["99999999", "18446744073709551615"],
        "count" or "slots" => ["0", "99999999"],
        "file" or "document" => ["nothing.js"],
        "nodes" => ["x", "http://a.test:1,http://b.test:2/path"],
        "peer_id" => ["16Uiu2HAmPLe7Mzm8TsYUubgCAW1aJoeFScxrLj8ppHFivPo97bUZ"],
        "root" or "block_root" or "beacon_block_root" or "parent_root" or "attestation_data_root" => [$"0x{new string('1', 64)}"],
        "randao_reveal" => [$"0xc0{new string('0', 190)}"],
        ApiResponse.VersionHeader => ["osaka"],
        _ => [],
    };

    private string BodyOf(Operation operation)
    {
        if (duties.Asked.TryGetValue(operation.Name, out var asked) && asked.Request.Body is { } body)
        {
            return System.Text.Encoding.UTF8.GetString(body);
        }

        var last = operation.Path.Split('/')[^1];
        return last switch
        {
            "validators" => """{"ids":["0","1"],"statuses":["active"]}""",
            "builders" => """{"ids":["0"],"statuses":["active"]}""",
            "beacon_committee_subscriptions" =>
                $$"""
                [{"validator_index":"1","committee_index":"0","committees_at_slot":"1","slot":"{{chain.Slot}}","is_aggregator":true}]
                """,
            "sync_committee_subscriptions" =>
                $$"""[{"validator_index":"1","sync_committee_indices":["0"],"until_epoch":"{{Epoch + 1}}"}]""",
            "prepare_beacon_proposer" => $$"""[{"validator_index":"1","fee_recipient":"0x{{new string('3', 40)}}"}]""",
            "validator_balances" or "validator_identities" => """["0","1"]""",
            _ when operation.Path.Contains("/rewards/", StringComparison.Ordinal)
                || operation.Path.Contains("/duties/", StringComparison.Ordinal)
                || operation.Path.Contains("/liveness/", StringComparison.Ordinal) => """["0","1"]""",
            _ => Example(operation.Body!.Content["application/json"]["schema"]!)?.ToJsonString() ?? "null",
        };
    }

    // What the definition gives as an example, of the chain's fork where it has one for each.
    private JsonNode? Example(JsonNode node)
    {
        if ((node["anyOf"] ?? node["oneOf"]) is JsonArray forms)
        {
            return Example(forms.FirstOrDefault(one => one!.ToJsonString().Contains(
                $"/{chain.Fork}.", StringComparison.OrdinalIgnoreCase)) ?? forms[^1]!);
        }

        if ((node["example"] ?? (node["examples"] as JsonArray)?[0]) is { } example)
        {
            return example.DeepClone();
        }

        if (node["$ref"] is not null)
        {
            return Example(definition.Found(node));
        }

        if (node["allOf"] is JsonArray parts)
        {
            var whole = new JsonObject();
            foreach (var member in parts.SelectMany(part => Example(part!) as JsonObject ?? []))
            {
                whole[member.Key] = member.Value?.DeepClone();
            }

            return whole;
        }

        return node["type"]?.ToString() switch
        {
            "object" => new JsonObject((node["properties"]?.AsObject() ?? []).Select(member =>
                KeyValuePair.Create(member.Key, Example(member.Value!)))),
            "array" => Example(node["items"]!) is { } item ? new JsonArray(item) : new JsonArray(),
            "boolean" => true,
            "integer" => 1,
            _ => "1",
        };
    }
}
