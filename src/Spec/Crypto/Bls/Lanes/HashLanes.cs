namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>Hashing of messages to G2, one a lane; see <see cref="HashToG2"/>.</summary>
internal static unsafe class HashLanes<L, V>
    where L : struct, ILanes<V>
    where V : unmanaged
{
    /// <summary>Vectors of messages whose points are brought to affine form together.</summary>
    private const int Together = 8;

    /// <summary>
    /// The points of G2 that stand for messages, each given by the elements of Fp2 that <see cref="HashToG2.ToField"/> made of it.
    /// </summary>
    internal static void Hash(ReadOnlySpan<Fp2> u0, ReadOnlySpan<Fp2> u1, Span<G2Affine> points)
    {
        int step = Together * L.Count;
        for (int start = 0; start < points.Length; start += step)
        {
            int count = Math.Min(step, points.Length - start);
            HashSome(u0.Slice(start, count), u1.Slice(start, count), points.Slice(start, count));
        }
    }

    private static void HashSome(ReadOnlySpan<Fp2> u0, ReadOnlySpan<Fp2> u1, Span<G2Affine> points)
    {
        Scratch scratch = Scratch.Rent();
        int count = (points.Length + L.Count - 1) / L.Count;
        PointV<Fp2V<V>>* results = scratch.Take<PointV<Fp2V<V>>>(count);
        for (int i = 0; i < count; i++)
        {
            int start = i * L.Count, used = Math.Min(L.Count, points.Length - start);
            HashVector(results + i, u0.Slice(start, used), u1.Slice(start, used), scratch);
        }

        PointLanes<L, Fp2Ops<L, V>, Fp2V<V>, Fp2, V>.Leave(points, results, count, scratch);
    }

    private static void HashVector(PointV<Fp2V<V>>* r, ReadOnlySpan<Fp2> u0, ReadOnlySpan<Fp2> u1, Scratch scratch)
    {
        Fp2V<V>* u = scratch.Take<Fp2V<V>>(2);
        PointV<Fp2V<V>>* mapped = scratch.Take<PointV<Fp2V<V>>>(2);
        for (int lane = 0; lane < L.Count; lane++)
        {
            Fp2Ops<L, V>.Put(u, lane, lane < u0.Length ? u0[lane] : Fp2.One);
            Fp2Ops<L, V>.Put(u + 1, lane, lane < u1.Length ? u1[lane] : Fp2.One);
        }

        Span<uint> odd = stackalloc uint[2];
        for (int i = 0; i < 2; i++)
        {
            Fp2Ops<L, V>.Enter(u + i, scratch);
            Fp2Ops<L, V>.Signs(u + i, out _, out odd[i], scratch);
        }

        MapLanes<L, V>.Map(mapped, u, odd, 2, scratch);
        CurveOps<Fp2Ops<L, V>, Fp2V<V>, Fp2, V>.Add(r, mapped, mapped + 1, scratch);
        ClearCofactor(r, r, scratch);
    }

    /// <summary>As <see cref="HashToG2.ClearCofactor"/>.</summary>
    private static void ClearCofactor(PointV<Fp2V<V>>* r, PointV<Fp2V<V>>* a, Scratch scratch)
    {
        PointV<Fp2V<V>>* point =
            scratch.Take<PointV<Fp2V<V>>>(), sum = scratch.Take<PointV<Fp2V<V>>>(), t = scratch.Take<PointV<Fp2V<V>>>();
        *point = *a;

        // sum = -(z P + psi(P)), z being negative; then z sum is the product by |z| negated.
        CurveOps<Fp2Ops<L, V>, Fp2V<V>, Fp2, V>.MultiplySparse(sum, point, CurveParameter.Magnitude, scratch);
        Fp2Ops<L, V>.Psi(t, point, scratch);
        CurveOps<Fp2Ops<L, V>, Fp2V<V>, Fp2, V>.Negate(t, t);
        CurveOps<Fp2Ops<L, V>, Fp2V<V>, Fp2, V>.Add(sum, sum, t, scratch);
        CurveOps<Fp2Ops<L, V>, Fp2V<V>, Fp2, V>.MultiplySparse(t, sum, CurveParameter.Magnitude, scratch);
        CurveOps<Fp2Ops<L, V>, Fp2V<V>, Fp2, V>.Add(sum, sum, t, scratch);
        CurveOps<Fp2Ops<L, V>, Fp2V<V>, Fp2, V>.Negate(t, point);
        CurveOps<Fp2Ops<L, V>, Fp2V<V>, Fp2, V>.Add(sum, sum, t, scratch);
        CurveOps<Fp2Ops<L, V>, Fp2V<V>, Fp2, V>.Double(t, point, scratch);
        Fp2Ops<L, V>.MultiplyByParameterSquared(t, t, scratch);
        CurveOps<Fp2Ops<L, V>, Fp2V<V>, Fp2, V>.Add(r, sum, t, scratch);
    }
}
