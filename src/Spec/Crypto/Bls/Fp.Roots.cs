namespace Consensoor.Spec.Crypto.Bls;

/// <content>Powers, inverses and square roots.</content>
internal readonly partial struct Fp
{
    private static readonly ModularInverse Inverter = new(
        Convert.FromHexString("1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab"));

    /// <summary>p - 2.</summary>
    private static ReadOnlySpan<byte> InverseExponent =>
    [
        0x1a, 0x01, 0x11, 0xea, 0x39, 0x7f, 0xe6, 0x9a, 0x4b, 0x1b, 0xa7, 0xb6, 0x43, 0x4b, 0xac, 0xd7, 0x64, 0x77, 0x4b, 0x84, 0xf3, 0x85,
        0x12, 0xbf,
        0x67, 0x30, 0xd2, 0xa0, 0xf6, 0xb0, 0xf6, 0x24, 0x1e, 0xab, 0xff, 0xfe, 0xb1, 0x53, 0xff, 0xff, 0xb9, 0xfe, 0xff, 0xff, 0xff, 0xff,
        0xaa, 0xa9,
    ];

    /// <summary>(p - 3) / 4.</summary>
    internal static ReadOnlySpan<byte> RootExponent =>
    [
        0x06, 0x80, 0x44, 0x7a, 0x8e, 0x5f, 0xf9, 0xa6, 0x92, 0xc6, 0xe9, 0xed, 0x90, 0xd2, 0xeb, 0x35, 0xd9, 0x1d, 0xd2, 0xe1, 0x3c, 0xe1,
        0x44, 0xaf,
        0xd9, 0xcc, 0x34, 0xa8, 0x3d, 0xac, 0x3d, 0x89, 0x07, 0xaa, 0xff, 0xff, 0xac, 0x54, 0xff, 0xff, 0xee, 0x7f, 0xbf, 0xff, 0xff, 0xff,
        0xea, 0xaa,
    ];

    /// <summary>The inverse by Fermat's theorem: the same steps for every input, for values that depend on a secret.</summary>
    internal Fp InverseConstantTime() => Pow(InverseExponent);

    public Fp Inverse()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        Inverter.Invert(bytes);
        return new Fp(ReadLimbs(bytes)) * RSquared;
    }

    /// <summary>Inverts every element in place with one inversion; zeros stay zero.</summary>
    internal static void InvertAll(Span<Fp> values)
    {
        Fp[] products = new Fp[values.Length];
        Fp product = One;
        for (int i = 0; i < values.Length; i++)
        {
            products[i] = product;
            if (!values[i].IsZero)
                product *= values[i];
        }

        Fp inverse = product.Inverse();
        for (int i = values.Length - 1; i >= 0; i--)
        {
            if (values[i].IsZero)
                continue;
            Fp next = inverse * values[i];
            values[i] = inverse * products[i];
            inverse = next;
        }
    }

    /// <summary>x^((p - 3) / 4), from which a square root and its inverse both follow (p = 3 mod 4).</summary>
    internal Fp PowRoot() => Pow(RootExponent);

    /// <summary><see cref="PowRoot"/> of two elements, side by side.</summary>
    internal static void PowRoots(in Fp a, in Fp b, out Fp powerA, out Fp powerB)
    {
        if (FourProducts.IsSupported)
        {
            FourProducts.Power(in a, in b, RootExponent, out powerA, out powerB);
            return;
        }

        Span<Fp> powersA = stackalloc Fp[16], powersB = stackalloc Fp[16];
        powersA[0] = powersB[0] = One;
        for (int i = 1; i < powersA.Length; i++)
            MultiplyPair(in powersA[i - 1], in a, in powersB[i - 1], in b, out powersA[i], out powersB[i]);

        Fp x = One, y = One;
        foreach (byte digits in RootExponent)
        {
            for (int shift = 4; shift >= 0; shift -= 4)
            {
                for (int i = 0; i < 4; i++)
                    MultiplyPair(in x, in x, in y, in y, out x, out y);
                int digit = (digits >> shift) & 15;
                MultiplyPair(in x, in powersA[digit], in y, in powersB[digit], out x, out y);
            }
        }

        (powerA, powerB) = (x, y);
    }

    /// <summary>A square root, if there is one.</summary>
    internal bool TrySqrt(out Fp root)
    {
        root = PowRoot() * this;
        return root.Square() == this;
    }

    /// <summary>Raises to a public exponent, big-endian, in windows of four bits.</summary>
    internal Fp Pow(ReadOnlySpan<byte> exponent)
    {
        Span<Fp> powers = stackalloc Fp[16];
        powers[0] = One;
        for (int i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * this;

        Fp result = One;
        foreach (byte digits in exponent)
        {
            result = result.Square().Square().Square().Square() * powers[digits >> 4];
            result = result.Square().Square().Square().Square() * powers[digits & 15];
        }

        return result;
    }
}
