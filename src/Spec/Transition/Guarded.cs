using System.Diagnostics;
using System.Runtime.CompilerServices;
using Consensoor.Spec.State;

namespace Consensoor.Spec.Transition;

/// <summary>
/// The boundary of the protocol's functions: "a failed assert, an out-of-range list access, an integer that over- or underflows" makes an
/// input invalid (`phase0/beacon-chain.md#beacon-chain-state-transition-function`), so what says so becomes a refusal that names the
/// function. Other exceptions are bugs and pass.
/// </summary>
public static class Guarded
{
    /// <summary>Runs what gives a state or a refusal.</summary>
    public static (BeaconState? Post, Refusal? Refusal) Run(
        Func<(BeaconState? Post, Refusal? Refusal)> transition, [CallerMemberName] string function = "")
    {
        try
        {
            return transition();
        }
        catch (Exception e) when (IsInvalid(e))
        {
            return (null, Of(e, function));
        }
    }

    /// <summary>Runs what gives a refusal or nothing.</summary>
    public static Refusal? Refused(Func<Refusal?> handler, [CallerMemberName] string function = "")
    {
        try
        {
            return handler();
        }
        catch (Exception e) when (IsInvalid(e))
        {
            return Of(e, function);
        }
    }

    /// <summary>True for the exceptions by which the specification calls an input invalid.</summary>
    public static bool IsInvalid(Exception e) =>
        e is SpecAssertionException
            or ArithmeticException
            or IndexOutOfRangeException
            or ArgumentOutOfRangeException
            or KeyNotFoundException;

    /// <summary>
    /// The refusal that such an exception stands for; the function is that of this library in which it was raised, else the one given.
    /// </summary>
    public static Refusal Of(Exception e, string function) => e switch
    {
        SpecAssertionException assertion => assertion.Refusal,
        OverflowException => new Refusal(NameOf(e) ?? function, "an unsigned integer over- or underflows"),
        ArithmeticException => new Refusal(NameOf(e) ?? function, "a division by zero"),
        KeyNotFoundException => new Refusal(NameOf(e) ?? function, "something named is not there"),
        _ => new Refusal(NameOf(e) ?? function, "an index is out of range"),
    };

    private static string? NameOf(Exception e)
    {
        var method = new StackTrace(e).GetFrames()
            .Select(static frame => DiagnosticMethodInfo.Create(frame))
            .FirstOrDefault(
                static method => method is not null && NamespaceOf(method).StartsWith("Consensoor.Spec.", StringComparison.Ordinal)
                    && !NamespaceOf(method).StartsWith("Consensoor.Spec.State", StringComparison.Ordinal));

        // A lambda's method is called <Function>b__0.
        return method?.Name is ['<', .. var rest] ? rest[..rest.IndexOf('>')] : method?.Name;
    }

    // Of a method's name, which a trimmed program has too, where it has no more of the method itself.
    private static string NamespaceOf(DiagnosticMethodInfo method)
    {
        var outer = (method.DeclaringTypeName ?? "").Split('+', '[')[0];
        return outer[..Math.Max(0, outer.LastIndexOf('.'))];
    }
}
