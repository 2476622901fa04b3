using System.Numerics;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary>
/// Inverses modulo an odd prime by division steps (D. J. Bernstein and B.-Y. Yang, "Fast constant-time gcd computation and modular
/// inversion"), thirty at a time on the low words, then applied to the whole numbers as a 2 x 2 matrix. Time depends on the input, which
/// must be public: some 4 us for p, where Fermat's power takes 36.
/// </summary>
internal sealed class ModularInverse
{
    private const int Bits = 30;
    private const long Mask = (1L << Bits) - 1;

    private readonly long[] _modulus;
    private readonly long _modulusInverse;
    private readonly int _bytes;

    /// <summary>For a modulus in big-endian bytes.</summary>
    internal ModularInverse(ReadOnlySpan<byte> modulus)
    {
        _bytes = modulus.Length;

        // Two spare bits hold the numbers' signs and their excess over the modulus.
        _modulus = new long[((8 * _bytes) + 2 + Bits - 1) / Bits];
        Read(modulus, _modulus);

        // Newton's step doubles the correct low bits; an odd number is its own inverse modulo 8.
        long inverse = _modulus[0];
        for (int i = 0; i < 4; i++)
            inverse = unchecked(inverse * (2 - (_modulus[0] * inverse))) & Mask;
        _modulusInverse = inverse;
    }

    /// <summary>Replaces a big-endian number below the modulus by its inverse, and zero by zero.</summary>
    internal void Invert(Span<byte> number)
    {
        int length = _modulus.Length;
        Span<long> f = stackalloc long[length], g = stackalloc long[length], d = stackalloc long[length], e = stackalloc long[length];
        _modulus.CopyTo(f);
        Read(number, g);
        d.Clear();
        e.Clear();
        e[0] = 1;

        // d x = f and e x = g modulo p all the while.
        long eta = -1;
        while (g.ContainsAnyExcept(0L))
        {
            Matrix matrix = Steps(ref eta, f[0] | (f[1] << Bits), g[0] | (g[1] << Bits));
            Combine(in matrix, d, e);
            Apply(in matrix, f, g);
        }

        // f is now 1 or -1; only a number that is zero leaves f = p.
        bool negative = f[length - 1] < 0;
        Normalize(d, negative);
        Write(d, number);
    }

    /// <summary>Thirty division steps on the low words.</summary>
    private static Matrix Steps(ref long eta, long f, long g)
    {
        unchecked
        {
            long u = 1, v = 0, q = 0, r = 1;
            int left = Bits;
            while (true)
            {
                int zeros = BitOperations.TrailingZeroCount((ulong)g | (ulong.MaxValue << left));
                g >>= zeros;
                u <<= zeros;
                v <<= zeros;
                eta -= zeros;
                left -= zeros;
                if (left == 0)
                    return new Matrix(u, v, q, r);
                if (eta < 0)
                {
                    eta = -eta;
                    (f, g) = (g, -f);
                    (u, q) = (q, -u);
                    (v, r) = (r, -v);
                }

                // f (f^2 - 2) is -1/f modulo 64; so many steps at once as the sign of eta stays the same.
                int count = (int)Math.Min(Math.Min(eta + 1, left), 6);
                long w = f * g * ((f * f) - 2) & ((1L << count) - 1);
                g += f * w;
                q += u * w;
                r += v * w;
            }
        }
    }

    /// <summary>(f, g) = matrix (f, g) / 2^30, which is exact.</summary>
    private static void Apply(in Matrix m, Span<long> f, Span<long> g)
    {
        unchecked
        {
            long carryF = (m.U * f[0]) + (m.V * g[0]) >> Bits;
            long carryG = (m.Q * f[0]) + (m.R * g[0]) >> Bits;
            for (int i = 1; i < f.Length; i++)
            {
                carryF += (m.U * f[i]) + (m.V * g[i]);
                carryG += (m.Q * f[i]) + (m.R * g[i]);
                f[i - 1] = carryF & Mask;
                g[i - 1] = carryG & Mask;
                carryF >>= Bits;
                carryG >>= Bits;
            }

            f[^1] = carryF;
            g[^1] = carryG;
        }
    }

    /// <summary>(d, e) = matrix (d, e) / 2^30 modulo p, kept between -2p and p: the multiples of p make the division exact.</summary>
    private void Combine(in Matrix m, Span<long> d, Span<long> e)
    {
        unchecked
        {
            long signD = d[^1] >> 63, signE = e[^1] >> 63;
            long timesD = (m.U & signD) + (m.V & signE);
            long timesE = (m.Q & signD) + (m.R & signE);
            long carryD = (m.U * d[0]) + (m.V * e[0]);
            long carryE = (m.Q * d[0]) + (m.R * e[0]);
            timesD -= ((_modulusInverse * carryD) + timesD) & Mask;
            timesE -= ((_modulusInverse * carryE) + timesE) & Mask;
            carryD = carryD + (_modulus[0] * timesD) >> Bits;
            carryE = carryE + (_modulus[0] * timesE) >> Bits;
            for (int i = 1; i < d.Length; i++)
            {
                carryD += (m.U * d[i]) + (m.V * e[i]) + (_modulus[i] * timesD);
                carryE += (m.Q * d[i]) + (m.R * e[i]) + (_modulus[i] * timesE);
                d[i - 1] = carryD & Mask;
                e[i - 1] = carryE & Mask;
                carryD >>= Bits;
                carryE >>= Bits;
            }

            d[^1] = carryD;
            e[^1] = carryE;
        }
    }

    /// <summary>Brings d, or -d, from (-2p, p) into [0, p).</summary>
    private void Normalize(Span<long> d, bool negate)
    {
        if (d[^1] < 0)
            Add(d, 1, 1);
        if (negate)
            Add(d, -1, 0);
        if (d[^1] < 0)
            Add(d, 1, 1);
    }

    /// <summary>d = sign d + times p.</summary>
    private void Add(Span<long> d, long sign, long times)
    {
        long carry = 0;
        for (int i = 0; i < d.Length - 1; i++)
        {
            carry += (sign * d[i]) + (times * _modulus[i]);
            d[i] = carry & Mask;
            carry >>= Bits;
        }

        d[^1] = carry + (sign * d[^1]) + (times * _modulus[^1]);
    }

    private static void Read(ReadOnlySpan<byte> bytes, Span<long> limbs)
    {
        limbs.Clear();
        long bits = 0;
        int count = 0, limb = 0;
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            bits |= (long)bytes[i] << count;
            count += 8;
            if (count >= Bits)
            {
                limbs[limb++] = bits & Mask;
                bits >>= Bits;
                count -= Bits;
            }
        }

        limbs[limb] = bits;
    }

    private void Write(ReadOnlySpan<long> limbs, Span<byte> bytes)
    {
        long bits = 0;
        int count = 0, limb = 0;
        for (int i = _bytes - 1; i >= 0; i--)
        {
            if (count < 8)
            {
                bits |= limbs[limb++] << count;
                count += Bits;
            }

            bytes[i] = unchecked((byte)bits);
            bits >>= 8;
            count -= 8;
        }
    }

    private readonly record struct Matrix(long U, long V, long Q, long R);
}
