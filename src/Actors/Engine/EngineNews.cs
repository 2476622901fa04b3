namespace Consensoor.Actors.Engine;

/// <summary>What is new about the execution layer, with a line for the log where it is worth one.</summary>
internal sealed record EngineNews(bool IsWarning, string? Line)
{
    /// <summary>True where others hear of it too: it is away now, or there.</summary>
    public bool IsChange { get; init; }

    /// <summary>Why it is away.</summary>
    public string? Reason { get; init; }
}
