namespace Consensoor.Messages;

/// <summary>
/// What an execution layer said when it was connected: who it is (for people), and which methods it lacks that a fork of the chain needs.
/// An error says why it did not answer.
/// </summary>
public sealed record ExecutionLayerIdentity(string Name, IReadOnlyList<string> Missing, string? Error)
{
    /// <summary>Who it is in graffiti; null where it does not say, or several stand behind it.</summary>
    public ClientCode? Client { get; init; }

    /// <summary>True where there is no execution layer, and none is waited for.</summary>
    public bool IsAbsent { get; init; }

    /// <summary>True where it answered, or is part of the process.</summary>
    public bool IsReached => Error is null && !IsAbsent;

    /// <summary>The identity of one that did not answer, and why.</summary>
    public static ExecutionLayerIdentity Unreached(string why) => new("", [], why);
}
