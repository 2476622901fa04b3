using System.Runtime.CompilerServices;
using Consensoor.Spec.Transition;

namespace Consensoor.Spec.ForkChoice;

/// <summary>The boundary at which an overflow of 64-bit arithmetic, invalid by the specification, becomes a refusal.</summary>
internal static class Overflow
{
    public static Refusal? Refused(Func<Refusal?> handler, [CallerMemberName] string function = "")
    {
        try
        {
            return handler();
        }
        catch (OverflowException)
        {
            return new Refusal(function, "a 64-bit number overflows");
        }
    }
}
