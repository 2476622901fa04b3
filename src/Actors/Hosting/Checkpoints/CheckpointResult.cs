using System.Diagnostics.CodeAnalysis;

namespace Consensoor.Actors.Hosting.Checkpoints;

/// <summary>Holds a value, or the refusal in its place.</summary>
public sealed record CheckpointResult<T>
    where T : class
{
    private CheckpointResult(T? value, CheckpointRefusal? refusal) => (Value, Refusal) = (value, refusal);

    /// <summary>Gives the value; null where there is a refusal.</summary>
    public T? Value { get; }

    /// <summary>Gives the refusal; null where there is a value.</summary>
    public CheckpointRefusal? Refusal { get; }

    /// <summary>Makes a result of a value.</summary>
    public static CheckpointResult<T> Of(T value) => new(value, null);

    /// <summary>Makes a result of a refusal.</summary>
    public static CheckpointResult<T> Refused(CheckpointRefusal refusal) => new(null, refusal);

    /// <summary>Makes a result of a problem and its description.</summary>
    public static CheckpointResult<T> Refused(CheckpointProblem problem, string text) => new(null, new CheckpointRefusal(problem, text));

    /// <summary>True where there is a value; else there is a refusal.</summary>
    public bool Is([MaybeNullWhen(false)] out T value, [MaybeNullWhen(true)] out CheckpointRefusal refusal)
    {
        (value, refusal) = (Value, Refusal);
        return value is not null;
    }
}
