namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <content>The curve of G2, y^2 = x^3 + 4 (1 + u).</content>
internal unsafe readonly partial struct Fp2Ops<L, V>
{
    private static readonly LaneConstant2 B = new(G2.B);
    private static readonly LaneConstant2 PsiX = new(G2.PsiX);
    private static readonly LaneConstant2 PsiY = new(G2.PsiY);
    private static readonly LaneConstant PsiSquaredX = new(G2.PsiSquaredX);

    /// <summary>Times three times the curve's constant 4 (1 + u); not tight.</summary>
    public static void TimesThreeB(Fp2V<V>* r, Fp2V<V>* a)
    {
        TimesNonResidue(r, a);
        Scale(r, r, 12);
    }

    public static void CurveConstant(Fp2V<V>* r) => Broadcast(r, in B);

    /// <summary>As <see cref="G2.IsInSubgroup"/>.</summary>
    public static uint AreInSubgroup(PointV<Fp2V<V>>* p, Scratch scratch)
    {
        PointV<Fp2V<V>>* multiple = scratch.Take<PointV<Fp2V<V>>>();
        PointV<Fp2V<V>>* expected = scratch.Take<PointV<Fp2V<V>>>();
        CurveOps<Fp2Ops<L, V>, Fp2V<V>, Fp2, V>.MultiplySparse(multiple, p, CurveParameter.Magnitude, scratch);
        Psi(expected, p, scratch);
        CurveOps<Fp2Ops<L, V>, Fp2V<V>, Fp2, V>.Negate(expected, expected);
        return CurveOps<Fp2Ops<L, V>, Fp2V<V>, Fp2, V>.AreEqual(multiple, expected, scratch);
    }

    /// <summary>The endomorphism psi; see <see cref="G2.Psi"/>.</summary>
    internal static void Psi(PointV<Fp2V<V>>* r, PointV<Fp2V<V>>* a, Scratch scratch)
    {
        Conjugate(&r->X, &a->X);
        Conjugate(&r->Y, &a->Y);
        Conjugate(&r->Z, &a->Z);
        MultiplyBy(&r->X, in PsiX, scratch);
        MultiplyBy(&r->Y, in PsiY, scratch);
    }

    /// <summary>psi applied twice; see <see cref="G2.PsiSquared"/>.</summary>
    public static void MultiplyByParameterSquared(PointV<Fp2V<V>>* r, PointV<Fp2V<V>>* a, Scratch scratch)
    {
        FpV<V>* factor = scratch.Take<FpV<V>>();
        FpOps<L, V>.Broadcast(factor, in PsiSquaredX);
        *r = *a;
        MultiplyReal(&r->X, &r->X, factor, scratch);
        Negate(&r->Y, &r->Y);
    }

    public static JacobianPoint<Fp2> MultiplyByParameterSquared(in JacobianPoint<Fp2> point) => G2.PsiSquared(in point);
}
