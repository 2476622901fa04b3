namespace Consensoor.Spec.Crypto.Bls;

/// <summary>Multi-scalar multiplication in G1 by Pippenger's buckets; time depends on the scalars, which must be public.</summary>
internal static class G1Msm
{
    private const int ScalarBits = 256;
    private const int ScalarWords = ScalarBits / 64;

    /// <summary>The sum of scalars[i] * points[i]; both spans have the same length, and points may be infinite.</summary>
    internal static G1Jacobian Multiply(BlsEngine engine, ReadOnlySpan<G1Affine> points, ReadOnlySpan<Fr> scalars)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scalars.Length, points.Length);
        var finite = new G1Affine[points.Length];
        var words = new ulong[ScalarWords * points.Length];
        int count = 0;
        for (int i = 0; i < points.Length; i++)
        {
            if (points[i].IsInfinity)
                continue;
            finite[count] = points[i];
            scalars[i].WriteWords(words.AsSpan(ScalarWords * count++, ScalarWords));
        }

        if (count == 0)
            return G1Jacobian.Infinity;
        var windows = new SignedWindows(count, ScalarBits);
        int[] digits = windows.Digits(words.AsSpan(0, ScalarWords * count), ScalarWords);
        return windows.Combine<Fp>(engine.MsmWindows(finite.AsSpan(0, count), digits, windows.Buckets));
    }
}
