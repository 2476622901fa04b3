namespace Consensoor.Interop.Engine.Server;

/// <summary>A request at the port of the Engine API without its body; the path as it was sent, from its slash on.</summary>
public sealed record EngineHttpRequest(string Method, string Path)
{
    /// <summary>The `Authorization` header; null for none.</summary>
    public string? Authorization { get; init; }

    /// <summary>The `Eth-Execution-Version` header; null for none.</summary>
    public string? Fork { get; init; }

    /// <summary>The content type without parameters, in lower case; null for none.</summary>
    public string? ContentType { get; init; }

    /// <summary>What stands behind the question mark; empty for nothing.</summary>
    public string Query { get; init; } = "";
}
