using Consensoor.Messages;

namespace Consensoor.Interop.Keys;

/// <summary>What a signer answers: the outcome at once, or a task that gives it, one of the two.</summary>
public readonly record struct SigningAnswer(SigningOutcome? Now, Task<SigningOutcome>? Later)
{
    /// <summary>An answer at once.</summary>
    public static implicit operator SigningAnswer(SigningOutcome outcome) => new(outcome, null);

    /// <summary>An answer that is still to come.</summary>
    public static implicit operator SigningAnswer(Task<SigningOutcome> later) => new(null, later);
}
