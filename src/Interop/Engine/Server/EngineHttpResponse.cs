using Consensoor.Interop.Engine.Rest;

namespace Consensoor.Interop.Engine.Server;

/// <summary>An answer at the port of the Engine API.</summary>
public sealed record EngineHttpResponse(int Status, string? ContentType, ReadOnlyMemory<byte> Body)
{
    /// <summary>True where nobody may keep it (`Cache-Control: no-store`).</summary>
    public bool IsOnce { get; init; }

    /// <summary>An answer without a body.</summary>
    public static EngineHttpResponse Empty(int status) => new(status, null, ReadOnlyMemory<byte>.Empty);

    /// <summary>An answer in words.</summary>
    public static EngineHttpResponse Text(int status, string text) => new(status, "text/plain", System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>An error of the REST form.</summary>
    internal static EngineHttpResponse Of(RestProblem problem, string? detail = null) =>
        new(problem.Status, RestProblem.ContentType, problem.Write(detail));
}
