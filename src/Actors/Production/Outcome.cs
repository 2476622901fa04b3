using Consensoor.Messages;

namespace Consensoor.Actors.Production;

/// <summary>What a question comes to by a view: an answer, a refusal, or neither before a later view.</summary>
internal sealed record Outcome<T>(T? Value, ProductionRefusal Refusal, string Reason)
    where T : class
{
    /// <summary>True where a later view may have the answer.</summary>
    public bool IsLater { get; private init; }

    /// <summary>Makes an outcome that has an answer.</summary>
    public static Outcome<T> Of(T value) => new(value, default, "");

    /// <summary>Makes an outcome that has none, and why.</summary>
    public static Outcome<T> Refused(ProductionRefusal refusal, string reason) => new(null, refusal, reason);

    /// <summary>No answer yet; the reason is told where none comes in time.</summary>
    public static Outcome<T> Later(string reason) => new(null, ProductionRefusal.TooLate, reason) { IsLater = true };

    /// <summary>A refusal of another question that holds for this one.</summary>
    public static Outcome<T> From<TOther>(Outcome<TOther> other)
        where TOther : class => new(null, other.Refusal, other.Reason) { IsLater = other.IsLater };
}
