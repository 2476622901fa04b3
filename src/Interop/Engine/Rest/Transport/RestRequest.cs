namespace Consensoor.Interop.Engine.Rest.Transport;

/// <summary>
/// A request over REST: the path below the URL of the Engine API, the name of a fork for the header, and a body of SSZ where it is posted.
/// </summary>
internal sealed record RestRequest(string Path, string? ForkHeader, ReadOnlyMemory<byte>? Body)
{
    /// <summary>The content type of SSZ.</summary>
    public const string Ssz = "application/octet-stream";

    /// <summary>The content type of capabilities and identity.</summary>
    public const string Json = "application/json";

    /// <summary>The content type that a 200 must have.</summary>
    public string Expects { get; init; } = Ssz;

    /// <summary>The version of HTTP; null for the one that was found to be spoken.</summary>
    public System.Version? HttpVersion { get; init; }

    /// <summary>True where a 204 is an answer.</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>The longest answer in bytes.</summary>
    public required int Bound { get; init; }

    /// <summary>The time of the method.</summary>
    public required TimeSpan Deadline { get; init; }
}
