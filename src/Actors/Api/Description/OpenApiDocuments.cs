using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Consensoor.Actors.Api.Description;

/// <summary>The documents of what a node serves beside the Beacon API, made once of the tables that its servers map by.</summary>
internal static class OpenApiDocuments
{
    private const string Prefix = "Consensoor.Actors.openapi.";

    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What each of them says.</summary>
    public static IReadOnlyList<ApiDescription> All { get; } =
    [
        new(
            "consensoor.json",
            "Consensoor: what a node says of itself",
            "Routes of this program's own beside the Beacon API, on its port: what the page at / shows, why the node decided as it did, "
                + "health for orchestrators, and faults on purpose. Numbers of the protocol are decimal strings, times are ISO 8601 in "
                + "UTC. A refusal has code and message. Members may be added; one that is named here does not go without a word "
                + "in the changelog.",
            OwnOperations.All,
            [406, 500, 503]),
        new(
            "keymanager.json",
            "Consensoor: keymanager API",
            "The keymanager API as this node serves it, on a port of its own (--keymanager-port), to callers who know the token of "
                + "keymanager-token in the data directory, or of --keymanager-token-file.",
            KeymanagerOperations.All,
            [401, 403, 406, 500, 503])
        {
            HasToken = true,
        },
        new(
            "beacon-earlier.json",
            "Consensoor: operations of earlier Beacon APIs",
            "Operations of earlier versions of the Beacon API that somebody still calls and that are served therefore. Those of the "
                + "current version, v5.0.0-beta.0, are in the standard's own description.",
            EarlierOperations.All,
            [406, 500, 503]),
    ];

    private static readonly FrozenDictionary<string, Lazy<byte[]>> Texts = All.ToFrozenDictionary(
        static one => one.Name,
        static one => new Lazy<byte[]>(() => JsonSerializer.SerializeToUtf8Bytes(OpenApiDocument.Of(one, Schemas(one.Name)), Indented)));

    /// <summary>Gives a document by its name, in UTF-8; null where there is none.</summary>
    public static byte[]? Find(string name) => Texts.GetValueOrDefault(name)?.Value;

    private static JsonObject Schemas(string name)
    {
        using var stream = typeof(OpenApiDocuments).Assembly.GetManifestResourceStream($"{Prefix}{name}")!;
        return JsonNode.Parse(stream)!.AsObject();
    }
}
