namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>
/// Sums of affine points of G1 that are kept as limbs (<see cref="FpTransfer"/>), as a public key keeps them: each lane adds up every n-th
/// point.
/// </summary>
internal static unsafe class SumLanes<L, V>
    where L : struct, ILanes<V>
    where V : unmanaged
{
    /// <summary>The sum of finite points, each given by the eight limbs of x and of y.</summary>
    internal static G1Jacobian Sum(ReadOnlySpan<double[]> points)
    {
        Scratch scratch = Scratch.Rent();
        PointV<FpV<V>>* sum = scratch.Take<PointV<FpV<V>>>();
        FpV<V>* xy = scratch.Take<FpV<V>>(2);
        int vectors = points.Length / L.Count;
        CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.Infinity(sum);
        for (int i = 0; i < vectors; i++)
        {
            for (int lane = 0; lane < L.Count; lane++)
                Put(xy, lane, points[(i * L.Count) + lane]);
            CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.AddMixed(sum, sum, xy, xy + 1, scratch);
        }

        if (points.Length % L.Count != 0)
            AddRest(sum, xy, points[(vectors * L.Count)..], scratch);
        Span<G1Jacobian> lanes = new G1Jacobian[L.Count];
        PointLanes<L, FpOps<L, V>, FpV<V>, Fp, V>.Leave(lanes, sum, scratch);
        G1Jacobian rest = G1Jacobian.Infinity;
        foreach (ref readonly G1Jacobian lane in lanes)
            rest += lane;
        return rest;
    }

    /// <summary>Adds points to the first lanes only.</summary>
    private static void AddRest(PointV<FpV<V>>* sum, FpV<V>* xy, ReadOnlySpan<double[]> points, Scratch scratch)
    {
        PointV<FpV<V>>* more = scratch.Take<PointV<FpV<V>>>();
        for (int lane = 0; lane < L.Count; lane++)
            Put(xy, lane, points[Math.Min(lane, points.Length - 1)]);
        CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.AddMixed(more, sum, xy, xy + 1, scratch);
        CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.Select(sum, LaneMask.Of<L, V>((1u << points.Length) - 1), more, sum);
    }

    private static void Put(FpV<V>* xy, int lane, double[] point)
    {
        double* target = (double*)xy + lane;
        for (int i = 0; i < point.Length; i++)
            target[i * L.Count] = point[i];
    }
}
