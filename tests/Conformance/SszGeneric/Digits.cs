using Consensoor.Spec.Ssz;
using Consensoor.Spec.Ssz.Codecs;

namespace Consensoor.Conformance.SszGeneric;

/// <summary>
/// Numbers as types, so that a case's name can say a length nobody wrote a type for: zero, and a number with one bit more behind it.
/// </summary>
public static class Digits
{
    /// <summary>The type of a number.</summary>
    public static Type Of(ulong number) =>
        number == 0 ? typeof(Zero) : ((number & 1) == 0 ? typeof(Even<>) : typeof(Odd<>)).MakeGenericType(Of(number >> 1));

    /// <summary>0.</summary>
    public readonly struct Zero : ISszLimit
    {
        /// <inheritdoc/>
        public static ulong Value(SszContext context) => 0;
    }

    /// <summary>Twice a number.</summary>
    public readonly struct Even<T> : ISszLimit
        where T : struct, ISszLimit
    {
        /// <inheritdoc/>
        public static ulong Value(SszContext context) => 2 * T.Value(context);
    }

    /// <summary>Twice a number and one.</summary>
    public readonly struct Odd<T> : ISszLimit
        where T : struct, ISszLimit
    {
        /// <inheritdoc/>
        public static ulong Value(SszContext context) => (2 * T.Value(context)) + 1;
    }
}
