using System.Runtime.CompilerServices;

namespace Consensoor.Spec.Transition;

/// <summary>
/// Why the protocol refuses an input: the function of the specification that asked, and the condition that did not hold. Absence (null)
/// means accepted.
/// </summary>
public sealed record Refusal(string Function, string Reason)
{
    /// <summary>
    /// The specification's `assert`: null where the condition holds, else a refusal that names the calling function and the condition as
    /// written. Use: `if (Require(a == b) is { } refusal) { return refusal; }`.
    /// </summary>
    public static Refusal? Require(
        bool condition,
        [CallerMemberName] string function = "",
        [CallerArgumentExpression(nameof(condition))] string reason = "") =>
        condition ? null : new Refusal(function, reason);

    /// <summary>
    /// The specification's `assert` in a function whose result is no refusal: raises <see cref="SpecAssertionException"/>, which becomes a
    /// refusal at the boundary (<see cref="Guarded"/>).
    /// </summary>
    public static void Assert(
        [System.Diagnostics.CodeAnalysis.DoesNotReturnIf(false)] bool condition,
        [CallerMemberName] string function = "",
        [CallerArgumentExpression(nameof(condition))] string reason = "")
    {
        if (!condition)
        {
            throw new SpecAssertionException(function, reason);
        }
    }

    /// <summary>A refusal of the calling function with a reason in words.</summary>
    public static Refusal Because(string reason, [CallerMemberName] string function = "") => new(function, reason);

    /// <inheritdoc/>
    public override string ToString() => $"{Function}: {Reason}";
}
