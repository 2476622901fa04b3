using System.Text.Json;
using Consensoor.Interop.Engine.JsonRpc.Codec;

namespace Consensoor.Interop.Engine.Rest;

/// <summary>
/// The errors of the REST form: a name behind `/engine-api/errors/`, its HTTP status and its code in JSON-RPC, 0 for none.
/// </summary>
internal sealed record RestProblem(string Name, int Status, int Code)
{
    /// <summary>The content type of an error.</summary>
    public const string ContentType = "application/problem+json";

    public static readonly RestProblem ParseError = new("parse-error", 400, -32700);
    public static readonly RestProblem InvalidRequest = new("invalid-request", 400, -32600);
    public static readonly RestProblem SszDecodeError = new("ssz-decode-error", 400, 0);
    public static readonly RestProblem UnsupportedFork = new("unsupported-fork", 400, -38005);
    public static readonly RestProblem MethodNotFound = new("method-not-found", 404, -32601);
    public static readonly RestProblem UnknownPayload = new("unknown-payload", 404, -38001);
    public static readonly RestProblem InvalidForkchoice = new("invalid-forkchoice", 409, -38002);
    public static readonly RestProblem ReorgTooDeep = new("reorg-too-deep", 409, -38006);
    public static readonly RestProblem RequestTooLarge = new("request-too-large", 413, -38004);
    public static readonly RestProblem UnsupportedMediaType = new("unsupported-media-type", 415, 0);
    public static readonly RestProblem InvalidBody = new("invalid-body", 422, -32602);
    public static readonly RestProblem InvalidAttributes = new("invalid-attributes", 422, -38003);
    public static readonly RestProblem Internal = new("internal", 500, -32603);

    private const string Prefix = "/engine-api/errors/";

    private static readonly RestProblem[] All =
    [
        ParseError, InvalidRequest, SszDecodeError, UnsupportedFork, MethodNotFound, UnknownPayload, InvalidForkchoice, ReorgTooDeep,
        RequestTooLarge, UnsupportedMediaType, InvalidBody, InvalidAttributes, Internal,
    ];

    /// <summary>Says what an answer with another status than 200 or 204 is; its body may be anything.</summary>
    public static RestFailure Read(int status, string? contentType, ReadOnlySpan<byte> body)
    {
        var (type, detail) = contentType == ContentType ? Members(body) : (null, null);
        var known = type is null ? null : Array.Find(All, one => one.Status == status && type == Prefix + one.Name);
        var words = known?.Name ?? $"HTTP status {status}";
        var message = detail is { Length: > 0 } ? $"it answers with {words}: {detail}" : $"it answers with {words}";
        return new RestFailure(KindOf(known, status), message, known?.Code ?? 0);
    }

    /// <summary>Writes an error's body.</summary>
    public byte[] Write(string? detail)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, Prefix + Name);
            if (detail is not null)
            {
                writer.WriteString("detail"u8, detail);
            }

            writer.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static RestFailureKind KindOf(RestProblem? known, int status)
    {
        if (known == UnknownPayload
            || known == InvalidForkchoice
            || known == ReorgTooDeep
            || known == InvalidBody
            || known == InvalidAttributes)
        {
            return RestFailureKind.Refused;
        }

        // What it calls too large, or cannot do now, is this call's misfortune. All else says that it does not speak as the node does.
        return known == UnsupportedFork ? RestFailureKind.UnsupportedFork
            : status is 413 or 429 or (>= 500 and not 501) ? RestFailureKind.NotServed
            : RestFailureKind.NotSpoken;
    }

    private static (string? Type, string? Detail) Members(ReadOnlySpan<byte> body)
    {
        var (type, detail) = ((string?)null, (string?)null);
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = EngineJson.MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return default;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isType, isDetail) = (reader.ValueTextEquals("type"u8), reader.ValueTextEquals("detail"u8));
                reader.Read();
                if (reader.TokenType == JsonTokenType.String && (isType || isDetail))
                {
                    (type, detail) = isType ? (RpcText.Clean(reader.ValueSpan), detail) : (type, RpcText.Clean(reader.ValueSpan));
                }

                reader.Skip();
            }

            return (type, detail);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The reader has no other way to say it: no JSON, or a name with half of a surrogate pair. The status says enough.
            return default;
        }
    }
}
