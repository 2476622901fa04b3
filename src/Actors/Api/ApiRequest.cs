using System.Globalization;
using System.Text.Json;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Microsoft.Net.Http.Headers;

namespace Consensoor.Actors.Api;

/// <summary>
/// Reads parameters, headers and bodies of requests; whatever is missing, malformed or given twice is a
/// <see cref="BadHttpRequestException"/> with status and place, which <see cref="BeaconApi.Guarded"/> answers. The server bounds a body.
/// </summary>
internal static class ApiRequest
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>A number of the path or the query; 400 where it is none.</summary>
    public static ulong Number(HttpContext http, string name) => ParseNumber(Text(http, name) ?? throw Missing(name), name);

    /// <summary>A number of the path or the query; null where it is not given.</summary>
    public static ulong? NumberOrNull(HttpContext http, string name) => Text(http, name) is { } text ? ParseNumber(text, name) : null;

    /// <summary>A root of the path or the query, in 0x hex.</summary>
    public static Root Root(HttpContext http, string name)
    {
        var text = Text(http, name) ?? throw Missing(name);
        return IsHex(text) && Bytes32.TryParse(text, out var root) ? root : throw Bad($"{name} '{ApiError.Shorten(text)}' is no root");
    }

    /// <summary>A signature of the query, in 0x hex.</summary>
    public static BLSSignature Signature(HttpContext http, string name)
    {
        var text = Text(http, name) ?? throw Missing(name);
        return IsHex(text) && BLSSignature.TryParse(text, out var signature)
            ? signature
            : throw Bad($"{name} '{ApiError.Shorten(text)}' is no signature");
    }

    /// <summary>
    /// Graffiti of the query, 32 bytes in 0x hex, or where clients of earlier releases ask, text; null where none is given.
    /// </summary>
    public static Bytes32? GraffitiOrNull(HttpContext http, bool takesText) => Text(http, "graffiti") is not { } text ? null
        : IsHex(text) && Bytes32.TryParse(text, out var bytes) ? bytes
        : takesText && Messages.BlockGraffiti.TryText(text, out var written) ? written
        : throw Bad($"graffiti '{ApiError.Shorten(text)}' is not 32 bytes");

    /// <summary>A yes or no of the query or a header; null where it is not given.</summary>
    public static bool? FlagOrNull(string? text, string name) => text switch
    {
        null => null,
        "true" or "" => true,
        "false" => false,
        _ => throw Bad($"{name} '{ApiError.Shorten(text)}' is neither true nor false"),
    };

    /// <summary>The text of a parameter of the path or the query; null where it is not given, 400 where it is given twice.</summary>
    public static string? Text(HttpContext http, string name)
    {
        if (http.Request.RouteValues[name] is string inPath)
        {
            return inPath;
        }

        var given = http.Request.Query[name];
        return given.Count > 1 ? throw Bad($"{name} is given {given.Count} times") : given.FirstOrDefault();
    }

    /// <summary>The text of a header; null where it is not given, 400 where it is given twice.</summary>
    public static string? Header(HttpContext http, string name)
    {
        var given = http.Request.Headers[name];
        return given.Count > 1 ? throw Bad($"the header {name} is given {given.Count} times") : given.FirstOrDefault();
    }

    /// <summary>The fork that the header of a body says it is of; 400 where it says none or one that there is not.</summary>
    public static ForkName Version(HttpContext http)
    {
        var text = Header(http, ApiResponse.VersionHeader) ?? throw Bad($"the header {ApiResponse.VersionHeader} is missing");
        foreach (var fork in ForkNames.All)
        {
            if (fork.Text().Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return fork;
            }
        }

        throw Bad($"{ApiResponse.VersionHeader} '{ApiError.Shorten(text)}' is no fork");
    }

    /// <summary>True where the body is SSZ, false for JSON, which it is unless the header says otherwise; 415 for anything else.</summary>
    public static bool IsSsz(HttpContext http)
    {
        var type = http.Request.ContentType;
        if (type is null or "")
        {
            return false;
        }

        return MediaTypeHeaderValue.TryParse(type, out var media)
            ? media.MediaType.Value?.ToLowerInvariant() switch
            {
                "application/json" => false,
                ApiResponse.OctetStream => true,
                _ => throw NotSupported(type),
            }
            : throw NotSupported(type);
    }

    /// <summary>Reads a body of JSON and what it says; 400 where it is none, has a member twice, or the reader throws.</summary>
    public static Task<T> Json<T>(HttpContext http, Func<JsonElement, T> read) =>
        IsSsz(http) ? throw NotSupported(ApiResponse.OctetStream) : UntypedJson(http, read);

    /// <summary>Reads a body of JSON that may be left out.</summary>
    public static Task<T> OptionalJson<T>(HttpContext http, Func<JsonElement, T> read, T none) =>
        http.Request.ContentLength is 0 or null && http.Request.Headers.TransferEncoding.Count == 0
            ? Task.FromResult(none)
            : Json(http, read);

    /// <summary>Reads a body of JSON whatever its header calls it.</summary>
    public static async Task<T> UntypedJson<T>(HttpContext http, Func<JsonElement, T> read)
    {
        try
        {
            using var json = await JsonDocument.ParseAsync(http.Request.Body, Strict, http.RequestAborted);
            return read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Text with half of a surrogate pair is found out only when it is read.
            throw Bad($"the body is no JSON that is expected here: {ApiError.Shorten(e.Message)}");
        }
    }

    /// <summary>Reads a body that is one value of a fork, as JSON or SSZ.</summary>
    public static async Task<T> Value<T>(HttpContext http, SszContext context)
        where T : ISszType<T>
    {
        if (!IsSsz(http))
        {
            return await Json(http, json => Value<T>(json, context, "the body"));
        }

        var bytes = await Bytes(http);
        return T.TryDecode(bytes, context, out var value, out var error) ? value : throw Bad($"the body is no {typeof(T).Name}: {error}");
    }

    /// <summary>Reads a body that is a list of values of a fork, as JSON or SSZ.</summary>
    public static async Task<IReadOnlyList<T>> Values<T>(HttpContext http, SszContext context)
        where T : ISszType<T>
    {
        if (!IsSsz(http))
        {
            return await Json(http, json => Items(json, "the body", (item, at) => Value<T>(item, context, at)));
        }

        var parts = SszListBody.Split(await Bytes(http), T.FixedLength(context)) ?? throw Bad($"the body is no list of {typeof(T).Name}");
        return
        [
            .. parts.Select((part, index) => T.TryDecode(part.Span, context, out var value, out var error)
                ? value
                : throw Bad($"[{index}] of the body is no {typeof(T).Name}: {error}")),
        ];
    }

    /// <summary>Reads a value of a fork from JSON.</summary>
    public static T Value<T>(JsonElement json, SszContext context, string at)
        where T : ISszType<T>
    {
        var failure = default(SszFailure);
        return T.TryReadJson(json, context, out var value, ref failure)
            ? value
            : throw Bad($"{at} is no {typeof(T).Name} of {context.Fork.Text()}: {failure.ToError()}");
    }

    /// <summary>Reads the elements of a JSON array, each with its place.</summary>
    public static IReadOnlyList<T> Items<T>(JsonElement json, string at, Func<JsonElement, string, T> read) =>
        json.ValueKind == JsonValueKind.Array
            ? [.. json.EnumerateArray().Select((item, index) => read(item, $"[{index}] of {at}"))]
            : throw Bad($"{at} is no array");

    /// <summary>Reads a member of a JSON object; 400 where it is no object or has no such member.</summary>
    public static JsonElement Member(JsonElement json, string name, string at) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : throw Bad($"{at} has no {name}");

    /// <summary>Reads a number, which JSON of the Beacon API writes as a string.</summary>
    public static ulong Number(JsonElement json, string at) => json.ValueKind == JsonValueKind.String
        ? ParseNumber(json.GetString()!, at)
        : throw Bad($"{at} is no number in a string");

    /// <summary>Reads a body that is a list of validator indices; 400 where it is empty.</summary>
    public static Task<IReadOnlyList<ValidatorIndex>> Indices(HttpContext http) => Json(http, static json =>
    {
        var indices = Items(json, "the body", Number);
        return indices.Count > 0 ? indices : throw Bad("the body is an empty list");
    });

    /// <summary>Makes a 400 that says what and where.</summary>
    public static BadHttpRequestException Bad(string message) => new(message, StatusCodes.Status400BadRequest);

    /// <summary>Reads a body as it is.</summary>
    public static async Task<byte[]> Bytes(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        return buffer.ToArray();
    }

    private static ulong ParseNumber(string text, string name) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Bad($"{name} '{ApiError.Shorten(text)}' is no number");

    private static bool IsHex(string text) => text.StartsWith("0x", StringComparison.Ordinal);

    private static BadHttpRequestException Missing(string name) => Bad($"{name} is missing");

    private static BadHttpRequestException NotSupported(string type) =>
        new($"a body of '{ApiError.Shorten(type)}' is not taken here", StatusCodes.Status415UnsupportedMediaType);
}
