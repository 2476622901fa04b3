namespace Consensoor.Spec.Crypto.Bls;

/// <summary>One point after the other: for a CPU without vectors of doubles, and for few points on any.</summary>
internal sealed class PlainEngine : BlsEngine
{
    internal static PlainEngine Instance { get; } = new();

    internal override int Lanes => 1;

    internal override void DecodeG1(ReadOnlySpan<byte> bytes, Span<G1Affine> points, Span<PointError> errors)
    {
        for (int i = 0; i < points.Length; i++)
            errors[i] = G1.Decode(bytes.Slice(i * G1.CompressedSize, G1.CompressedSize), out points[i]);
    }

    internal override void DecodeG2(ReadOnlySpan<byte> bytes, Span<G2Affine> points, Span<PointError> errors)
    {
        for (int i = 0; i < points.Length; i++)
            errors[i] = G2.Decode(bytes.Slice(i * G2.CompressedSize, G2.CompressedSize), out points[i]);
    }

    internal override G1Affine Sum(ReadOnlySpan<ManagedPublicKey> keys)
    {
        if (keys.Length == 1)
            return keys[0].Point;
        var points = new G1Affine[keys.Length];
        for (int i = 0; i < points.Length; i++)
            points[i] = keys[i].Point;
        return new AffineAdder<Fp>(points.Length).Sum(points);
    }

    internal override void Hash(ReadOnlySpan<Root> messages, Span<G2Affine> points)
    {
        for (int i = 0; i < points.Length; i++)
            points[i] = HashToG2.Hash(messages[i].AsSpan());
    }

    internal override void MultiplyEach(Span<G1Affine> points, ReadOnlySpan<ulong> words)
    {
        for (int i = 0; i < points.Length; i++)
            points[i] = Multiple(in points[i], words[i]).ToAffine();
    }

    internal override G1Affine SumOfMultiples(ReadOnlySpan<G1Affine> points, ReadOnlySpan<ulong> words)
    {
        G1Jacobian sum = G1Jacobian.Infinity;
        for (int i = 0; i < points.Length; i++)
            sum += Multiple(in points[i], words[i]);
        return sum.ToAffine();
    }

    internal override G2Affine SumOfMultiples(ReadOnlySpan<G2Affine> points, ReadOnlySpan<ulong> words)
    {
        G2Jacobian sum = G2Jacobian.Infinity;
        for (int i = 0; i < points.Length; i++)
        {
            var point = new G2Jacobian(in points[i]);
            sum += TwoMultiples(in point, G2.PsiSquared(in point), words[i]);
        }

        return sum.ToAffine();
    }

    internal override G1Jacobian[] MsmWindows(ReadOnlySpan<G1Affine> points, ReadOnlySpan<int> digits, int buckets) =>
        MsmBuckets.Windows(points, digits, buckets);

    internal override Fp12 MillerLoop(ReadOnlySpan<G1Affine> p, ReadOnlySpan<G2Affine> q) => Pairing.MillerLoop(p, q);

    private static G1Jacobian Multiple(in G1Affine affine, ulong word)
    {
        var point = new G1Jacobian(in affine);
        return TwoMultiples(in point, G1.MultiplyByParameterSquared(in point), word);
    }

    /// <summary>The sum of a times the low half and b times the high half.</summary>
    private static JacobianPoint<T> TwoMultiples<T>(in JacobianPoint<T> a, in JacobianPoint<T> b, ulong word)
        where T : struct, IField<T>
    {
        JacobianPoint<T> both = a + b, result = JacobianPoint<T>.Infinity;
        for (int bit = 31; bit >= 0; bit--)
        {
            result = result.Double();
            bool low = ((word >> bit) & 1) != 0, high = ((word >> (bit + 32)) & 1) != 0;
            if (low || high)
                result += low ? high ? both : a : b;
        }

        return result;
    }
}
