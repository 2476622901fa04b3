namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>The isogeny of degree three from the curve of the map to that of G2; see <see cref="MapToG2"/>.</summary>
internal static unsafe class IsogenyLanes<L, V>
    where L : struct, ILanes<V>
    where V : unmanaged
{
    private static readonly LaneConstant2 Kernel = new(MapToG2.Constants.Kernel);
    private static readonly LaneConstant2 X2 = new(MapToG2.Constants.X2);
    private static readonly LaneConstant2 X1 = new(MapToG2.Constants.X1);
    private static readonly LaneConstant2 X0 = new(MapToG2.Constants.X0);
    private static readonly LaneConstant2 Y2 = new(MapToG2.Constants.Y2);
    private static readonly LaneConstant2 Y1 = new(MapToG2.Constants.Y1);
    private static readonly LaneConstant2 Y0 = new(MapToG2.Constants.Y0);

    /// <summary>The image of (numerator / denominator, y).</summary>
    internal static void Apply(PointV<Fp2V<V>>* r, Fp2V<V>* numerator, Fp2V<V>* denominator, Fp2V<V>* y, Scratch scratch)
    {
        Fp2V<V>* d = scratch.Take<Fp2V<V>>(3);
        Fp2V<V>* z = scratch.Take<Fp2V<V>>(2);
        d[0] = *denominator;
        Fp2Ops<L, V>.Square(d + 1, denominator, scratch);
        Fp2Ops<L, V>.Multiply(d + 2, d + 1, denominator, scratch);
        Cubic(&r->X, numerator, d, in X2, in X1, in X0, scratch);
        Cubic(&r->Y, numerator, d, in Y2, in Y1, in Y0, scratch);

        // With X / Z^2 and Y / Z^3 for z = -3 (numerator - kernel denominator), times denominator: X Z, Y and Z^3 are the same point.
        *z = *denominator;
        Fp2Ops<L, V>.MultiplyBy(z, in Kernel, scratch);
        Fp2Ops<L, V>.Subtract(z, z, numerator);
        Fp2Ops<L, V>.Scale(z, z, 3);
        Fp2Ops<L, V>.Normalize(z, z);
        Fp2Ops<L, V>.Multiply(z, z, denominator, scratch);
        Fp2Ops<L, V>.Square(z + 1, z, scratch);
        Fp2Ops<L, V>.MultiplyPair(&r->X, &r->Y, &r->X, denominator, &r->Y, y, scratch);
        Fp2Ops<L, V>.MultiplyPair(&r->X, &r->Y, &r->X, z, &r->Y, d + 2, scratch);
        Fp2Ops<L, V>.Multiply(&r->Z, z + 1, z, scratch);
    }

    /// <summary>n^3 + c2 n^2 d + c1 n d^2 + c0 d^3.</summary>
    private static void Cubic(
        Fp2V<V>* r, Fp2V<V>* n, Fp2V<V>* powers, in LaneConstant2 c2, in LaneConstant2 c1, in LaneConstant2 c0, Scratch scratch)
    {
        Fp2V<V>* t = scratch.Take<Fp2V<V>>(3);
        (t[0], t[1], t[2]) = (powers[0], powers[1], powers[2]);
        Fp2Ops<L, V>.MultiplyBy(t, in c2, scratch);
        Fp2Ops<L, V>.MultiplyBy(t + 1, in c1, scratch);
        Fp2Ops<L, V>.MultiplyBy(t + 2, in c0, scratch);
        Fp2Ops<L, V>.Add(t, t, n);
        Fp2Ops<L, V>.Multiply(t, t, n, scratch);
        Fp2Ops<L, V>.Add(t, t, t + 1);
        Fp2Ops<L, V>.Multiply(t, t, n, scratch);
        Fp2Ops<L, V>.Add(r, t, t + 2);
        Fp2Ops<L, V>.Normalize(r, r);
    }
}
