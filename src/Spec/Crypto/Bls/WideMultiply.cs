using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary>The 64 x 64 to 128 bit product in the form that the JIT compiles best.</summary>
internal static class WideMultiply
{
    /// <summary>
    /// Returns the upper word and stores the lower one. <c>Math.BigMul</c> takes a stack slot for each call once inlined, four times slower
    /// here.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe ulong High(ulong x, ulong y, ulong* low)
    {
        if (Bmi2.X64.IsSupported)
            return Bmi2.X64.MultiplyNoFlags(x, y, low);
        return Math.BigMul(x, y, out *low);
    }
}
