using System.Globalization;
using System.Text.Json.Nodes;
using Consensoor.Actors.Tests.Architecture;

namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>A definition in OpenAPI 3, read once: what a walk goes over.</summary>
internal sealed class Definition
{
    private readonly JsonNode _root;

    private Definition(string text)
    {
        // More than a regular expression can count.
        _root = JsonNode.Parse(text.Replace("{0,2147483648}", "*", StringComparison.Ordinal))!;
        Operations =
        [
            .. from path in _root["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               where operation.Key is "get" or "post" or "put" or "delete" or "patch"
               select Read(operation.Key.ToUpperInvariant(), path.Key, operation.Value!),
        ];
    }

    public IReadOnlyList<Operation> Operations { get; }

    public JsonObject Schemas => _root["components"]!["schemas"]!.AsObject();

    public static Definition Load(string name) =>
        new(File.ReadAllText(Path.Combine(Repository.Root, "..", "shared", "apis", name)));

    public static Definition Parse(string text) => new(text);

    private Operation Read(string method, string path, JsonNode operation)
    {
        var body = operation["requestBody"];
        return new Operation(
            method,
            path,
            [.. (operation["parameters"]?.AsArray() ?? []).Select(node => Parameter(Found(node!)))],
            body is null ? null : new BodyOf(
                (bool?)body["required"] ?? false,
                body["content"]!.AsObject().ToDictionary(static one => one.Key, static one => one.Value!)),
            operation["responses"]!.AsObject().ToDictionary(
                static one => int.Parse(one.Key, CultureInfo.InvariantCulture), one => Response(Found(one.Value!))));
    }

    private Parameter Parameter(JsonNode node) => new(
        (string)node["name"]!, (string)node["in"]!, (bool?)node["required"] ?? false, Found(node["schema"]!).AsObject());

    private Response Response(JsonNode node) => new(
        (node["content"]?.AsObject() ?? []).ToDictionary(static one => one.Key, static one => one.Value!["schema"]),
        [.. (node["headers"]?.AsObject() ?? []).Select(one => (one.Key, (bool?)Found(one.Value!)["required"] ?? false))]);

    /// <summary>Follows a reference within the file.</summary>
    public JsonNode Found(JsonNode node) => node is JsonObject o && o["$ref"] is { } reference
        ? ((string)reference!).Split('/').Skip(1).Aggregate(_root, static (at, name) => at[name]!)
        : node;
}

internal sealed record Operation(
    string Method, string Path, IReadOnlyList<Parameter> Parameters, BodyOf? Body, IReadOnlyDictionary<int, Response> Responses)
{
    public string Name => $"{Method} {Path}";

    /// <summary>What is answered where all goes well.</summary>
    public Response Good => Responses[200];
}

internal sealed record Parameter(string Name, string In, bool IsRequired, JsonObject Schema);

internal sealed record BodyOf(bool IsRequired, IReadOnlyDictionary<string, JsonNode> Content);

internal sealed record Response(IReadOnlyDictionary<string, JsonNode?> Content, IReadOnlyList<(string Name, bool IsRequired)> Headers);
