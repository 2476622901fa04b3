using System.Text.Json;
using Consensoor.Actors.Tests.Architecture;
using Consensoor.Interop.Tests.Engine.Stub;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>The definition of the Beacon API as a judge of answers; it says nothing where it is not beside the checkout.</summary>
internal static class OpenApi
{
    private static readonly string File = Path.Combine(Repository.Root, "..", "shared", "apis", "beacon-node.openapi.json");

    private static readonly JsonElement? Definition =
        System.IO.File.Exists(File) ? JsonDocument.Parse(
            // More than a regular expression can count.
            System.IO.File.ReadAllText(File).Replace("{0,2147483648}", "*", StringComparison.Ordinal)).RootElement : null;

    /// <summary>Fails where an answer of an operation of the standard has not the form that it defines.</summary>
    public static void Check(string method, string path, int status, JsonElement body)
    {
        if (Definition is not { } definition
            || OperationOf(definition, method, path) is not { } operation
            || !operation.GetProperty("responses").TryGetProperty($"{status}", out var response))
        {
            return;
        }

        var schemas = new JsonSchemas(definition);
        if (response.TryGetProperty("$ref", out var reference))
        {
            response = schemas.Find(reference.GetString()!);
        }

        if (response.TryGetProperty("content", out var content) && content.TryGetProperty("application/json", out var json))
        {
            var problem = schemas.Problem(json.GetProperty("schema"), body, "the answer");
            Assert.True(problem is null, $"{method} {path}, {status}: {problem}");
        }
    }

    private static JsonElement? OperationOf(JsonElement definition, string method, string path)
    {
        var parts = path.Split('?')[0].Split('/');
        var fitting = definition.GetProperty("paths").EnumerateObject()
            .Where(known => known.Value.TryGetProperty(method.ToLowerInvariant(), out _) && Fits(known.Name.Split('/'), parts))
            .OrderBy(static known => known.Name.Count(static letter => letter == '{'))
            .ToList();
        return fitting.Count > 0 ? fitting[0].Value.GetProperty(method.ToLowerInvariant()) : null;
    }

    private static bool Fits(string[] known, string[] parts) => known.Length == parts.Length
        && known.Zip(parts).All(static pair => pair.First.StartsWith('{') || pair.First == pair.Second);
}
