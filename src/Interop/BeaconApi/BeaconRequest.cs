namespace Consensoor.Interop.BeaconApi;

/// <summary>
/// One request to a beacon node: method, path below its URL, the media type that is wanted; and a body in JSON, if any.
/// </summary>
public sealed record BeaconRequest(HttpMethod Method, string Path, string Accept)
{
    /// <summary>The media type of JSON.</summary>
    public const string Json = "application/json";

    /// <summary>The body in JSON; null for none.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Further headers.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>False where an answer of success says all by its status, and its body is not read.</summary>
    public bool ReadsBody { get; init; } = true;

    /// <summary>What is against an answer of success by its headers, before a byte of it is read.</summary>
    public Func<HttpResponseMessage, BeaconRefusal?> Judge { get; init; } = static _ => null;
}
