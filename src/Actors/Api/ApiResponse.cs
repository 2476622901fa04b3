using System.Text.Json;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Api;

/// <summary>
/// Writes the Beacon API's answers: the JSON envelope, SSZ bodies with their version header, and the standard error body.
/// </summary>
public static partial class ApiResponse
{
    /// <summary>Names the header that tells the fork of a body.</summary>
    public const string VersionHeader = "Eth-Consensus-Version";

    // The body is JSON for programs, never part of a page: nothing needs to be escaped for HTML.
    private static readonly JsonWriterOptions Options =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Names the media type of JSON.</summary>
    public const string Json = "application/json";

    /// <summary>Names the media type of SSZ.</summary>
    public const string OctetStream = "application/octet-stream";

    /// <summary>Answers with the Beacon API's error body, code and message.</summary>
    public static Task Error(HttpContext http, ApiError error)
    {
        http.Response.StatusCode = error.Code;
        http.Response.Headers.Remove(VersionHeader);
        return Put(http, writer =>
        {
            writer.WriteNumber("code", error.Code);
            writer.WriteString("message", error.Message);
        });
    }

    /// <summary>Answers with a JSON object whose only member is `data`.</summary>
    public static Task Data(HttpContext http, Action<Utf8JsonWriter> data) => Write(http, writer =>
    {
        writer.WritePropertyName("data");
        data(writer);
    });

    /// <summary>`data` with what the node thinks of it: optimistic or not, finalized or not.</summary>
    public static Task Data(HttpContext http, Certainty view, Action<Utf8JsonWriter> data) => Write(http, writer =>
    {
        WriteView(writer, view);
        writer.WritePropertyName("data");
        data(writer);
    });

    /// <summary>A value of a fork as JSON or SSZ, whichever the caller prefers; 406 where it accepts neither.</summary>
    public static async Task Versioned<T>(HttpContext http, Certainty view, ForkName fork, T value, SszContext context)
        where T : ISszType<T>
    {
        var version = fork.Text();
        http.Response.Headers[VersionHeader] = version;
        switch (MediaChoice.Preferred(http.Request))
        {
            case OctetStream:
                await Bytes(http, value.ToSsz(context));
                break;
            case Json:
                await Write(http, writer =>
                {
                    writer.WriteString("version", version);
                    WriteView(writer, view);
                    writer.WritePropertyName("data");
                    value.WriteJson(writer, context);
                });
                break;
            default:
                await NotAcceptable(http);
                break;
        }
    }

    /// <summary>
    /// A value of a fork as JSON or SSZ, whichever the caller prefers, of which nothing is to be said besides; without a header of the fork
    /// where it is null. 406 where the caller accepts neither.
    /// </summary>
    public static async Task Value<T>(HttpContext http, ForkName? fork, T value, SszContext context)
        where T : ISszType<T>
    {
        if (fork is { } version)
        {
            http.Response.Headers[VersionHeader] = version.Text();
        }

        switch (MediaChoice.Preferred(http.Request))
        {
            case OctetStream:
                await Bytes(http, value.ToSsz(context));
                break;
            case Json:
                await Write(http, writer =>
                {
                    if (fork is { } known)
                    {
                        writer.WriteString("version", known.Text());
                    }

                    writer.WritePropertyName("data");
                    value.WriteJson(writer, context);
                });
                break;
            default:
                await NotAcceptable(http);
                break;
        }
    }

    /// <summary>True where the caller prefers SSZ, false for JSON, null where it accepts neither.</summary>
    public static bool? PrefersSsz(HttpContext http) => MediaChoice.Preferred(http.Request) switch
    {
        OctetStream => true,
        Json => false,
        _ => null,
    };

    /// <summary>Answers with SSZ.</summary>
    public static async Task Bytes(HttpContext http, byte[] ssz)
    {
        http.Response.ContentType = OctetStream;
        http.Response.ContentLength = ssz.Length;
        await Pieces.Send(http, ssz);
    }

    /// <summary>Answers 400 with what failed of the items of a body, each by its place; nothing fails where there is nothing.</summary>
    public static Task Failures(HttpContext http, IReadOnlyList<(int Index, string Message)> failures) => failures.Count == 0
        ? Task.CompletedTask
        : Failures(http, failures, failures.Count == 1 ? "1 item failed" : $"{failures.Count} items failed");

    /// <summary>Answers 400 with what failed of the items of a body, or of the body as a whole.</summary>
    public static Task Failures(HttpContext http, IReadOnlyList<(int Index, string Message)> failures, string message)
    {
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Put(http, writer =>
        {
            writer.WriteNumber("code", StatusCodes.Status400BadRequest);
            writer.WriteString("message", message);
            writer.WriteStartArray("failures");
            foreach (var (index, message) in failures)
            {
                writer.WriteStartObject();
                writer.WriteNumber("index", index);
                writer.WriteString("message", message);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }

    /// <summary>Blobs as a JSON array or SSZ, whichever the caller prefers; 406 where it accepts neither.</summary>
    public static async Task Blobs(HttpContext http, Certainty view, IReadOnlyList<ByteList> blobs)
    {
        switch (MediaChoice.Preferred(http.Request))
        {
            case OctetStream:
                http.Response.ContentType = OctetStream;
                http.Response.ContentLength = blobs.Sum(static blob => (long)blob.Length);
                foreach (var blob in blobs)
                {
                    await Pieces.Send(http, blob.AsMemory());
                }

                break;
            case Json:
                await Data(http, view, writer =>
                {
                    writer.WriteStartArray();
                    foreach (var blob in blobs)
                    {
                        writer.WriteStringValue("0x" + Convert.ToHexStringLower(blob.AsSpan()));
                    }

                    writer.WriteEndArray();
                });
                break;
            default:
                await NotAcceptable(http);
                break;
        }
    }

    /// <summary>A JSON object, whose members are written by the caller; 406 where the caller does not accept JSON.</summary>
    public static Task Write(HttpContext http, Action<Utf8JsonWriter> members) =>
        MediaChoice.TakesJson(http.Request) ? Put(http, members) : NotAcceptable(http);

    private static Task NotAcceptable(HttpContext http) =>
        Error(http, ApiError.NotAcceptable(http.Request.Headers.Accept.ToString()));

    private static Task Put(HttpContext http, Action<Utf8JsonWriter> members) => PutJson(http, writer =>
    {
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
    });

    private static async Task PutJson(HttpContext http, Action<Utf8JsonWriter> value)
    {
        http.Response.ContentType = Json;
        using var body = new Pieces();
        await using (var writer = new Utf8JsonWriter(body, Options))
        {
            value(writer);
        }

        http.Response.ContentLength = body.Count;
        await body.Send(http);
    }

    /// <summary>Writes what the node thinks of an answer's data.</summary>
    public static void WriteView(Utf8JsonWriter writer, Certainty view)
    {
        writer.WriteBoolean("execution_optimistic", view.IsOptimistic);
        writer.WriteBoolean("finalized", view.IsFinalized);
    }
}
