using System.Runtime.InteropServices;

namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>
/// Many points over vector lanes, few by the plain engine: a vector takes as long as two or three points, however many of its lanes are in
/// use.
/// </summary>
internal sealed class LaneEngine<L, V> : BlsEngine
    where L : struct, ILanes<V>
    where V : unmanaged
{
    private const int Few = 2;

    /// <summary>Points from which a multi-scalar multiplication pays for its way into lanes.</summary>
    private const int MsmMinimum = 32;

    internal override int Lanes => L.Count;

    internal override void DecodeG1(ReadOnlySpan<byte> bytes, Span<G1Affine> points, Span<PointError> errors)
    {
        if (points.Length <= Few)
        {
            PlainEngine.Instance.DecodeG1(bytes, points, errors);
            return;
        }

        int step = 2 * L.Count;
        for (int start = 0; start < points.Length; start += step)
        {
            int count = Math.Min(step, points.Length - start);
            PointLanes<L, FpOps<L, V>, FpV<V>, Fp, V>.Decode(
                bytes[(start * G1.CompressedSize)..], points.Slice(start, count), errors.Slice(start, count));
        }
    }

    internal override void DecodeG2(ReadOnlySpan<byte> bytes, Span<G2Affine> points, Span<PointError> errors)
    {
        if (points.Length <= Few)
        {
            PlainEngine.Instance.DecodeG2(bytes, points, errors);
            return;
        }

        int step = 2 * L.Count;
        for (int start = 0; start < points.Length; start += step)
        {
            int count = Math.Min(step, points.Length - start);
            PointLanes<L, Fp2Ops<L, V>, Fp2V<V>, Fp2, V>.Decode(
                bytes[(start * G2.CompressedSize)..], points.Slice(start, count), errors.Slice(start, count));
        }
    }

    internal override G1Affine Sum(ReadOnlySpan<ManagedPublicKey> keys)
    {
        if (keys.Length < L.Count)
            return PlainEngine.Instance.Sum(keys);
        var limbs = new double[keys.Length][];
        for (int i = 0; i < limbs.Length; i++)
            limbs[i] = keys[i].Limbs;
        return SumLanes<L, V>.Sum(limbs).ToAffine();
    }

    internal override void Hash(ReadOnlySpan<Root> messages, Span<G2Affine> points)
    {
        if (points.Length <= Few)
        {
            PlainEngine.Instance.Hash(messages, points);
            return;
        }

        Fp2[] u0 = new Fp2[messages.Length], u1 = new Fp2[messages.Length];
        for (int i = 0; i < messages.Length; i++)
            HashToG2.ToField(messages[i].AsSpan(), out u0[i], out u1[i]);
        HashLanes<L, V>.Hash(u0, u1, points);
    }

    internal override void MultiplyEach(Span<G1Affine> points, ReadOnlySpan<ulong> words)
    {
        if (points.Length <= Few)
            PlainEngine.Instance.MultiplyEach(points, words);
        else
            MultipleLanes<L, FpOps<L, V>, FpV<V>, Fp, V>.MultiplyEach(points, words);
    }

    internal override G1Affine SumOfMultiples(ReadOnlySpan<G1Affine> points, ReadOnlySpan<ulong> words) =>
        points.Length <= Few
            ? PlainEngine.Instance.SumOfMultiples(points, words)
            : MultipleLanes<L, FpOps<L, V>, FpV<V>, Fp, V>.SumOfMultiples(points, words).ToAffine();

    internal override G2Affine SumOfMultiples(ReadOnlySpan<G2Affine> points, ReadOnlySpan<ulong> words) =>
        points.Length <= Few
            ? PlainEngine.Instance.SumOfMultiples(points, words)
            : MultipleLanes<L, Fp2Ops<L, V>, Fp2V<V>, Fp2, V>.SumOfMultiples(points, words).ToAffine();

    internal override G1Jacobian[] MsmWindows(ReadOnlySpan<G1Affine> points, ReadOnlySpan<int> digits, int buckets) =>
        (points.Length >= MsmMinimum ? MsmLanes<L, FpOps<L, V>, FpV<V>, Fp, V>.Windows(points, digits, buckets) : null)
            ?? MsmBuckets.Windows(points, digits, buckets);

    internal override Fp12 MillerLoop(ReadOnlySpan<G1Affine> p, ReadOnlySpan<G2Affine> q)
    {
        if (p.Length <= Few)
            return Pairing.MillerLoop(p, q);
        var finiteP = new List<G1Affine>(p.Length);
        var finiteQ = new List<G2Affine>(q.Length);
        for (int i = 0; i < p.Length; i++)
        {
            if (p[i].IsInfinity || q[i].IsInfinity)
                continue;
            finiteP.Add(p[i]);
            finiteQ.Add(q[i]);
        }

        return MillerLanes<L, V>.Loop(
            CollectionsMarshal.AsSpan(finiteP), CollectionsMarshal.AsSpan(finiteQ));
    }
}
