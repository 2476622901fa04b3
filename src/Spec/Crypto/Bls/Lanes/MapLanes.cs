namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>
/// The map of field elements to the curve of G2, a pair of elements in each lane; the steps are those of <see cref="MapToG2"/>, with masks
/// for its branches.
/// </summary>
internal static unsafe class MapLanes<L, V>
    where L : struct, ILanes<V>
    where V : unmanaged
{
    private static readonly LaneConstant2 A = new(MapToG2.A);
    private static readonly LaneConstant2 B = new(MapToG2.B);
    private static readonly LaneConstant2 Z = new(MapToG2.Z);
    private static readonly LaneConstant2 AZ = new(MapToG2.AZ);
    private static readonly LaneConstant NormRoot = new(MapToG2.NormRoot);

    /// <summary>Maps <paramref name="count"/> vectors of elements, whose signs (<c>sgn0</c>) are given as bits.</summary>
    internal static void Map(PointV<Fp2V<V>>* r, Fp2V<V>* u, ReadOnlySpan<uint> odd, int count, Scratch scratch)
    {
        Work* work = scratch.Take<Work>(count);
        FpV<V>* powers = scratch.Take<FpV<V>>(count);
        FpV<V>* bases = scratch.Take<FpV<V>>(count);
        for (int i = 0; i < count; i++)
        {
            Start(work + i, u + i, scratch);
            TimesCube(bases + i, &work[i].Norm, &work[i].Scale, scratch);
        }

        FpOps<L, V>.PowRoots(powers, bases, count, scratch);
        for (int i = 0; i < count; i++)
        {
            Choose(work + i, powers + i, scratch);
            FpOps<L, V>.Add(&work[i].Scale, &work[i].Scale, &work[i].Scale);
            FpOps<L, V>.Normalize(&work[i].Scale, &work[i].Scale);
            TimesCube(bases + i, &work[i].Part, &work[i].Scale, scratch);
        }

        FpOps<L, V>.PowRoots(powers, bases, count, scratch);
        for (int i = 0; i < count; i++)
            Finish(r + i, work + i, powers + i, odd[i], scratch);
    }

    private static void Start(Work* work, Fp2V<V>* u, Scratch scratch)
    {
        Fp2V<V>* sum = scratch.Take<Fp2V<V>>(), t = scratch.Take<Fp2V<V>>(), dd = scratch.Take<Fp2V<V>>(), ddd = scratch.Take<Fp2V<V>>();
        Fp2V<V>* value = scratch.Take<Fp2V<V>>();
        Fp2Ops<L, V>.Norm(&work->NormOfU, u, scratch);
        Fp2Ops<L, V>.Square(&work->Zuu, u, scratch);
        Fp2Ops<L, V>.MultiplyBy(&work->Zuu, in Z, scratch);
        Fp2Ops<L, V>.Square(sum, &work->Zuu, scratch);
        Fp2Ops<L, V>.Add(sum, sum, &work->Zuu);
        Fp2Ops<L, V>.Normalize(sum, sum);

        Fp2Ops<L, V>.One(t);
        Fp2Ops<L, V>.Add(&work->Numerator, sum, t);
        Fp2Ops<L, V>.MultiplyBy(&work->Numerator, in B, scratch);
        V isZero = Fp2Ops<L, V>.IsZero(sum, scratch);
        Fp2Ops<L, V>.Negate(sum, sum);
        Fp2Ops<L, V>.MultiplyBy(sum, in A, scratch);
        Fp2Ops<L, V>.Broadcast(t, in AZ);
        Fp2Ops<L, V>.Select(&work->Denominator, isZero, t, sum);

        Fp2Ops<L, V>.Square(dd, &work->Denominator, scratch);
        Fp2Ops<L, V>.Multiply(ddd, dd, &work->Denominator, scratch);
        Fp2Ops<L, V>.Square(value, &work->Numerator, scratch);
        Fp2Ops<L, V>.MultiplyBy(dd, in A, scratch);
        Fp2Ops<L, V>.Add(value, value, dd);
        Fp2Ops<L, V>.Multiply(value, value, &work->Numerator, scratch);
        *t = *ddd;
        Fp2Ops<L, V>.MultiplyBy(t, in B, scratch);
        Fp2Ops<L, V>.Add(value, value, t);
        Fp2Ops<L, V>.Normalize(value, value);
        Fp2Ops<L, V>.Norm(&work->Scale, ddd, scratch);
        Fp2Ops<L, V>.Norm(&work->Norm, value, scratch);
        Fp2Ops<L, V>.Conjugate(ddd, ddd);
        Fp2Ops<L, V>.Multiply(&work->Square, value, ddd, scratch);
    }

    /// <summary>Decides between x and Z u^2 x, of which exactly one has a y.</summary>
    private static void Choose(Work* work, FpV<V>* power, Scratch scratch)
    {
        FpV<V>* root = scratch.Take<FpV<V>>(), t = scratch.Take<FpV<V>>();
        Fp2V<V>* other = scratch.Take<Fp2V<V>>();
        FpOps<L, V>.Multiply(root, power, &work->Norm, scratch);
        FpOps<L, V>.Multiply(root, root, &work->Scale, scratch);
        FpOps<L, V>.Square(t, root, scratch);
        FpOps<L, V>.Multiply(t, t, &work->Scale, scratch);
        V isSquare = FpOps<L, V>.AreEqual(t, &work->Norm, scratch);

        Fp2Ops<L, V>.Multiply(other, &work->Numerator, &work->Zuu, scratch);
        Fp2Ops<L, V>.Select(&work->Numerator, isSquare, &work->Numerator, other);
        Fp2Ops<L, V>.Square(other, &work->Zuu, scratch);
        Fp2Ops<L, V>.Multiply(other, other, &work->Zuu, scratch);
        Fp2Ops<L, V>.Multiply(other, other, &work->Square, scratch);
        Fp2Ops<L, V>.Select(&work->Square, isSquare, &work->Square, other);
        TimesCube(t, root, &work->NormOfU, scratch);
        FpOps<L, V>.MultiplyBy(t, in NormRoot, scratch);
        FpOps<L, V>.Select(root, isSquare, root, t);

        FpOps<L, V>.Multiply(root, root, &work->Scale, scratch);
        FpOps<L, V>.Add(&work->Part, &work->Square.C0, root);
        FpOps<L, V>.Normalize(&work->Part, &work->Part);
        FpOps<L, V>.Add(t, &work->Square.C0, &work->Square.C0);
        FpOps<L, V>.Normalize(t, t);
        FpOps<L, V>.Select(&work->Part, FpOps<L, V>.IsZero(&work->Part, scratch), t, &work->Part);
    }

    /// <summary>Takes y with the sign of u; here the scale is already doubled.</summary>
    private static void Finish(PointV<Fp2V<V>>* r, Work* work, FpV<V>* power, uint odd, Scratch scratch)
    {
        FpV<V>* t = scratch.Take<FpV<V>>();
        Fp2V<V>* y = scratch.Take<Fp2V<V>>(2);
        FpOps<L, V>.Multiply(t, power, &work->Scale, scratch);
        FpOps<L, V>.MultiplyPair(&y->C0, &y->C1, t, &work->Part, t, &work->Square.C1, scratch);
        FpOps<L, V>.Negate(&y[1].C0, &y->C1);
        y[1].C1 = y->C0;
        FpOps<L, V>.Square(t, &y->C0, scratch);
        FpOps<L, V>.Multiply(t, t, &work->Scale, scratch);
        Fp2Ops<L, V>.Select(y, FpOps<L, V>.AreEqual(t, &work->Part, scratch), y, y + 1);
        Fp2Ops<L, V>.Signs(y, out _, out uint oddY, scratch);
        Fp2Ops<L, V>.NegateWhere(y, LaneMask.Of<L, V>(odd ^ oddY), y);
        IsogenyLanes<L, V>.Apply(r, &work->Numerator, &work->Denominator, y, scratch);
    }

    /// <summary>a b^3.</summary>
    private static void TimesCube(FpV<V>* r, FpV<V>* a, FpV<V>* b, Scratch scratch)
    {
        FpV<V>* t = scratch.Take<FpV<V>>(2);
        FpOps<L, V>.MultiplyPair(t, t + 1, b, b, a, b, scratch);
        FpOps<L, V>.Multiply(r, t, t + 1, scratch);
    }

    /// <summary>The members of <see cref="MapToG2"/>.</summary>
    private struct Work
    {
        internal Fp2V<V> Zuu;
        internal Fp2V<V> Numerator;
        internal Fp2V<V> Denominator;
        internal Fp2V<V> Square;
        internal FpV<V> NormOfU;
        internal FpV<V> Scale;
        internal FpV<V> Norm;
        internal FpV<V> Part;
    }
}
