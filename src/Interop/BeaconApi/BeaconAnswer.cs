using System.Net;
using System.Text.Json;
using Consensoor.Interop.Texts;

namespace Consensoor.Interop.BeaconApi;

/// <summary>
/// What a beacon node answered: its status and body; or where it gave no answer of use, why. Node is its place in the list of nodes, null
/// where none was asked.
/// </summary>
public sealed record BeaconAnswer(int? Node, string Name, HttpStatusCode? Status, byte[] Body, string? Problem)
{
    // What other clients give is read leniently, but for its size, which who asks has bounded.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <summary>
    /// The value of the header that was asked for (<see cref="BeaconQuestion.WantedHeader"/>); null where it is not there once.
    /// </summary>
    public string? Header { get; init; }

    /// <summary>True for an answer of success, whether it has data or not.</summary>
    public bool IsGood => Problem is null && Status is { } status && (int)status is >= 200 and < 300;

    /// <summary>True where the node refuses what it was asked or given; another node would as well.</summary>
    public bool IsRefusal => Problem is null && Status is { } status
        && (int)status is >= 400 and < 500 && status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);

    /// <summary>True where the node does not know the route, as one of an earlier release.</summary>
    public bool IsUnknownRoute =>
        Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented;

    /// <summary>
    /// What is read of the body as JSON; null where it is none, or a text or name that is read is none (half of a surrogate pair).
    /// </summary>
    public T? Json<T>(Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using var json = JsonDocument.Parse(Body, Options);
            return read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Why there is nothing to be had from the answer, for people: the node's own words where it has some, cut short.</summary>
    public string Reason()
    {
        if (Problem is not null)
        {
            return Problem;
        }

        var said = SafeText.Shown(Json(Said) ?? "");
        return $"{Name} answers {(int?)Status}{(said.Length > 0 ? ": " : "")}{said}";
    }

    private static string? Said(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("message", out var message)
            && message.ValueKind == JsonValueKind.String
                ? message.GetString()
                : null;
}
