namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <content>Powers and inverses.</content>
internal unsafe readonly partial struct FpOps<L, V>
{
    private const int Window = 5;

    /// <summary>(p - 3) / 4 in base 32, highest digit first.</summary>
    private static readonly byte[] RootDigits = Digits(Fp.RootExponent);

    /// <summary>x^((p - 3) / 4), from which a square root and its inverse both follow (p = 3 mod 4).</summary>
    internal static void PowRoot(FpV<V>* r, FpV<V>* a, Scratch scratch) => Power(r, a, RootDigits, scratch);

    /// <summary><see cref="PowRoot"/> of some elements, two side by side.</summary>
    internal static void PowRoots(FpV<V>* r, FpV<V>* a, int count, Scratch scratch)
    {
        for (int i = 0; i + 1 < count; i += 2)
            PowerPair(r + i, a + i, RootDigits, scratch);
        if ((count & 1) != 0)
            PowRoot(r + (count - 1), a + (count - 1), scratch);
    }

    /// <summary>
    /// The inverse, and zero for zero: the power by p - 2 = 4 ((p - 3) / 4) + 1. Costs what a square root does; a batch inverts its product
    /// alone.
    /// </summary>
    public static void Inverse(FpV<V>* r, FpV<V>* a, Scratch scratch)
    {
        FpV<V>* power = scratch.Take<FpV<V>>();
        PowRoot(power, a, scratch);
        Square(power, power, scratch);
        Square(power, power, scratch);
        Multiply(r, power, a, scratch);
    }

    /// <summary>As <see cref="Fp.TrySqrt"/>.</summary>
    public static void Sqrt(FpV<V>* r, V* isSquare, FpV<V>* a, int count, Scratch scratch)
    {
        FpV<V>* power = scratch.Take<FpV<V>>(count);
        FpV<V>* square = scratch.Take<FpV<V>>();
        PowRoots(power, a, count, scratch);
        for (int i = 0; i < count; i++)
        {
            Multiply(power + i, power + i, a + i, scratch);
            Square(square, power + i, scratch);
            isSquare[i] = AreEqual(square, a + i, scratch);
            Copy(r + i, power + i);
        }
    }

    public static uint AreLarger(FpV<V>* a, Scratch scratch)
    {
        FpV<V>* integers = scratch.Take<FpV<V>>();
        LeaveAsIntegers(integers, a, scratch);
        Signs(integers, out uint larger, out _);
        return larger;
    }

    private static void Power(FpV<V>* r, FpV<V>* a, byte[] digits, Scratch scratch)
    {
        FpV<V>* powers = scratch.Take<FpV<V>>(1 << Window);
        Copy(powers + 1, a);
        for (int i = 2; i < 1 << Window; i++)
            Multiply(powers + i, powers + (i - 1), a, scratch);

        FpV<V>* result = scratch.Take<FpV<V>>();
        Copy(result, powers + digits[0]);
        for (int i = 1; i < digits.Length; i++)
        {
            for (int j = 0; j < Window; j++)
                Square(result, result, scratch);
            if (digits[i] != 0)
                Multiply(result, result, powers + digits[i], scratch);
        }

        Copy(r, result);
    }

    private static void PowerPair(FpV<V>* r, FpV<V>* a, byte[] digits, Scratch scratch)
    {
        FpV<V>* powers = scratch.Take<FpV<V>>(2 << Window);
        (powers[2], powers[3]) = (a[0], a[1]);
        for (int i = 2; i < 1 << Window; i++)
        {
            FpV<V>* last = powers + (2 * (i - 1));
            MultiplyPair(last + 2, last + 3, last, a, last + 1, a + 1, scratch);
        }

        FpV<V>* result = scratch.Take<FpV<V>>(2);
        (result[0], result[1]) = (powers[2 * digits[0]], powers[(2 * digits[0]) + 1]);
        for (int i = 1; i < digits.Length; i++)
        {
            for (int j = 0; j < Window; j++)
                MultiplyPair(result, result + 1, result, result, result + 1, result + 1, scratch);
            FpV<V>* power = powers + (2 * digits[i]);
            if (digits[i] != 0)
                MultiplyPair(result, result + 1, result, power, result + 1, power + 1, scratch);
        }

        (r[0], r[1]) = (result[0], result[1]);
    }

    private static byte[] Digits(ReadOnlySpan<byte> exponent)
    {
        var value = new System.Numerics.BigInteger(exponent, isUnsigned: true, isBigEndian: true);
        var digits = new Stack<byte>();
        for (; !value.IsZero; value >>= Window)
            digits.Push((byte)(value & ((1 << Window) - 1)));
        return [.. digits];
    }
}
