namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <content>The curve of G1, y^2 = x^3 + 4.</content>
internal unsafe readonly partial struct FpOps<L, V>
{
    private static readonly LaneConstant B = new(G1.B);
    private static readonly LaneConstant Beta = new(G1.Beta);

    /// <summary>Times three times the curve's constant 4; not tight.</summary>
    public static void TimesThreeB(FpV<V>* r, FpV<V>* a) => Scale(r, a, 12);

    public static void CurveConstant(FpV<V>* r) => Broadcast(r, in B);

    /// <summary>As <see cref="G1.IsInSubgroup"/>.</summary>
    public static uint AreInSubgroup(PointV<FpV<V>>* p, Scratch scratch)
    {
        PointV<FpV<V>>* multiple = scratch.Take<PointV<FpV<V>>>();
        PointV<FpV<V>>* expected = scratch.Take<PointV<FpV<V>>>();
        CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.MultiplySparse(multiple, p, CurveParameter.Magnitude, scratch);
        CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.MultiplySparse(multiple, multiple, CurveParameter.Magnitude, scratch);
        MultiplyByParameterSquared(expected, p, scratch);
        return CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.AreEqual(multiple, expected, scratch);
    }

    /// <summary>As <see cref="G1.MultiplyByParameterSquared"/>.</summary>
    public static void MultiplyByParameterSquared(PointV<FpV<V>>* r, PointV<FpV<V>>* a, Scratch scratch)
    {
        *r = *a;
        MultiplyBy(&r->X, in Beta, scratch);
        Negate(&r->Y, &r->Y);
    }

    public static JacobianPoint<Fp> MultiplyByParameterSquared(in JacobianPoint<Fp> point) => G1.MultiplyByParameterSquared(in point);
}
