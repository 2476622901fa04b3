namespace Consensoor.Spec.Crypto.Bls;

/// <summary>The p-th and p^2-th powers in Fp12: each coefficient of w^i is conjugated and multiplied by (1 + u)^(i (p - 1) / 6).</summary>
internal static class Frobenius
{
    private static readonly Fp2[] Factors = PowersOf(new Fp2(
        Fp.FromHex("1904d3bf02bb0667c231beb4202c0d1f0fd603fd3cbd5f4f7b2443d784bab9c4f67ea53d63e7813d8d0775ed92235fb8"),
        Fp.FromHex("00fc3e2b36c4e03288e9e902231f9fb854a14787b6c7b36fec0c8ec971f63c5f282d5ac14d6c7ec22cf78a126ddc4af3")));

    /// <summary>For p^2 the factors are the norms of those for p, which lie in Fp.</summary>
    private static readonly Fp[] SquaredFactors = [.. Factors.Select(factor => (factor * factor.Conjugate()).C0)];

    internal static Fp12 Power(in Fp12 x) => new(
        new Fp6(x.C0.C0.Conjugate(), x.C0.C1.Conjugate() * Factors[2], x.C0.C2.Conjugate() * Factors[4]),
        new Fp6(x.C1.C0.Conjugate() * Factors[1], x.C1.C1.Conjugate() * Factors[3], x.C1.C2.Conjugate() * Factors[5]));

    internal static Fp12 PowerSquared(in Fp12 x) => new(
        new Fp6(in x.C0.C0, x.C0.C1 * SquaredFactors[2], x.C0.C2 * SquaredFactors[4]),
        new Fp6(x.C1.C0 * SquaredFactors[1], x.C1.C1 * SquaredFactors[3], x.C1.C2 * SquaredFactors[5]));

    private static Fp2[] PowersOf(Fp2 factor)
    {
        var powers = new Fp2[6];
        powers[0] = Fp2.One;
        for (int i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * factor;
        return powers;
    }
}
