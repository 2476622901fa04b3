namespace Consensoor.Spec.Transition;

/// <summary>
/// An assertion of the specification that does not hold, raised by a function that returns something else than a refusal
/// (<see cref="Refusal.Assert"/>). <see cref="Guarded"/> makes a refusal of it; nobody else catches it.
/// </summary>
public sealed class SpecAssertionException(string function, string reason) : Exception($"{function}: {reason}")
{
    /// <summary>The assertion as a value.</summary>
    public Refusal Refusal { get; } = new(function, reason);
}
