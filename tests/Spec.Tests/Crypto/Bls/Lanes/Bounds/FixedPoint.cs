using System.Runtime.InteropServices;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Bls.Lanes;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Bls.Lanes.Bounds;

/// <summary>Bounds that operations do not lead out of, found by applying them until nothing grows.</summary>
internal static unsafe class FixedPoint
{
    private const int Rounds = 20;

    /// <summary>
    /// Points whose coordinates may be anything that a point's coordinates were: entered, one, zero, the coordinates of a sum.
    /// </summary>
    internal static void OfCurve<F, T, S>()
        where F : struct, ILaneField<T, S, double>
        where T : unmanaged
        where S : struct, IField<S>
    {
        Scratch scratch = Scratch.Rent();
        PointV<T>* point = scratch.Take<PointV<T>>(), next = scratch.Take<PointV<T>>();
        T* coordinate = scratch.Take<T>();
        *coordinate = default;
        F.Enter(coordinate, scratch);
        F.One(&point->X);
        Join(&point->X, coordinate);
        (point->Y, point->Z) = (point->X, point->X);
        Repeat(() =>
        {
            CurveOps<F, T, S, double>.Add(next, point, point, scratch);
            bool grown = Join(point, next);
            CurveOps<F, T, S, double>.AddMixed(next, point, &point->X, &point->Y, scratch);
            grown |= Join(point, next);
            CurveOps<F, T, S, double>.Double(next, point, scratch);
            grown |= Join(point, next);
            CurveOps<F, T, S, double>.DoubleTimes(next, point, 64, scratch);
            grown |= Join(point, next);
            F.MultiplyByParameterSquared(next, point, scratch);
            return grown | Join(point, next);
        });
        F.AreInSubgroup(point, scratch);
        CurveOps<F, T, S, double>.AreEqual(point, point, scratch);
    }

    /// <summary>Elements of the tower, of which each coefficient may be any other.</summary>
    internal static void OfTower()
    {
        Scratch scratch = Scratch.Rent();
        Fp12V<double>* f = scratch.Take<Fp12V<double>>(), next = scratch.Take<Fp12V<double>>();
        Fp2V<double>* c = scratch.Take<Fp2V<double>>();
        *c = default;
        Fp2Ops<BoundLanes, double>.Enter(c, scratch);
        Fp12Ops<BoundLanes, double>.One(f);
        Fill(f, c);
        Repeat(() =>
        {
            Fp12Ops<BoundLanes, double>.Multiply(next, f, f, scratch);
            bool grown = Fill(f, next);
            Fp12Ops<BoundLanes, double>.Square(next, f, scratch);
            grown |= Fill(f, next);
            *next = *f;
            Fp2V<double> line = f->C0.C0;
            Fp12Ops<BoundLanes, double>.MultiplyLine(next, &line, &line, &line, scratch);
            grown |= Fill(f, next);
            *c = f->C0.C0;
            Fp2Ops<BoundLanes, double>.Inverse(c, c, scratch);
            grown |= Fill(f, c);
            double isSquare;
            Fp2Ops<BoundLanes, double>.Sqrt(c, &isSquare, c, 1, scratch);
            return grown | Fill(f, c);
        });
    }

    private static void Repeat(Func<bool> grows)
    {
        int round = 0;
        while (grows())
            Assert.InRange(++round, 0, Rounds);
    }

    /// <summary>Raises all coefficients to the largest of any, limb by limb.</summary>
    private static bool Fill<T>(Fp12V<double>* f, T* values)
        where T : unmanaged
    {
        bool grown = false;
        for (int i = 0; i < sizeof(T) / sizeof(FpV<double>); i++)
        {
            for (int j = 0; j < sizeof(Fp12V<double>) / sizeof(FpV<double>); j++)
                grown |= Join((FpV<double>*)f + j, (FpV<double>*)values + i);
        }

        return grown;
    }

    private static bool Join<T>(T* r, T* a)
        where T : unmanaged
    {
        Span<double> bounds = MemoryMarshal.Cast<T, double>(new Span<T>(r, 1)), others = MemoryMarshal.Cast<T, double>(new Span<T>(a, 1));
        bool grown = false;
        for (int i = 0; i < bounds.Length; i++)
        {
            grown |= others[i] > bounds[i];
            bounds[i] = Math.Max(bounds[i], others[i]);
        }

        return grown;
    }
}
