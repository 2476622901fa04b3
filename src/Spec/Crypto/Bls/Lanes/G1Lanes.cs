namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>Points of G1 out of lanes without an inversion.</summary>
internal static unsafe class G1Lanes<L, V>
    where L : struct, ILanes<V>
    where V : unmanaged
{
    /// <summary>Writes the first points.Length lanes: (X / Z, Y / Z) is (X Z / Z^2, Y Z^2 / Z^3).</summary>
    internal static void Leave(Span<G1Jacobian> points, PointV<FpV<V>>* a, Scratch scratch)
    {
        FpV<V>* left = scratch.Take<FpV<V>>(3);
        FpV<V>* t = scratch.Take<FpV<V>>(2);
        FpOps<L, V>.MultiplyPair(t, t + 1, &a->X, &a->Z, &a->Y, &a->Z, scratch);
        FpOps<L, V>.Multiply(t + 1, t + 1, &a->Z, scratch);
        FpOps<L, V>.Leave(left, t, scratch);
        FpOps<L, V>.Leave(left + 1, t + 1, scratch);
        FpOps<L, V>.Leave(left + 2, &a->Z, scratch);
        for (int lane = 0; lane < points.Length; lane++)
            points[lane] = new G1Jacobian(FpOps<L, V>.Take(left, lane), FpOps<L, V>.Take(left + 1, lane), FpOps<L, V>.Take(left + 2, lane));
    }
}
