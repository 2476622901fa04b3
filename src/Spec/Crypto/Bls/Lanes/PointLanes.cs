namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>Points, one a lane: into lanes, out of them, and decoding with every check.</summary>
internal static unsafe class PointLanes<L, F, T, S, V>
    where L : struct, ILanes<V>
    where F : struct, ILaneField<T, S, V>
    where T : unmanaged
    where S : struct, IField<S>
    where V : unmanaged
{
    /// <summary>Puts affine points into lanes, with Z = 1; a lane without a point becomes infinity, as infinity itself does.</summary>
    internal static void Enter(PointV<T>* r, ReadOnlySpan<AffinePoint<S>> points, Scratch scratch)
    {
        uint finite = 0;
        for (int lane = 0; lane < L.Count; lane++)
        {
            bool isFinite = lane < points.Length && !points[lane].IsInfinity;
            if (isFinite)
                finite |= 1u << lane;
            F.Put(&r->X, lane, isFinite ? points[lane].X : S.Zero);
            F.Put(&r->Y, lane, isFinite ? points[lane].Y : S.One);
        }

        F.Enter(&r->X, scratch);
        F.Enter(&r->Y, scratch);
        T* zero = scratch.Take<T>();
        *zero = default;
        F.One(&r->Z);
        F.Select(&r->Z, LaneMask.Of<L, V>(finite), &r->Z, zero);
    }

    /// <summary>Writes the affine form of the first points.Length lanes of some vectors of points, by one inversion for all.</summary>
    internal static void Leave(Span<AffinePoint<S>> points, PointV<T>* a, int count, Scratch scratch)
    {
        T* inverses = scratch.Take<T>(count);
        uint* infinite = scratch.Take<uint>(count);
        T* t = scratch.Take<T>(2);
        F.One(t);
        for (int i = 0; i < count; i++)
        {
            V zero = F.IsZero(&a[i].Z, scratch);
            infinite[i] = F.Bits(zero);
            F.Select(inverses + i, zero, t, &a[i].Z);
        }

        CurveOps<F, T, S, V>.InvertAll(inverses, inverses, count, scratch);
        for (int i = 0; i < count; i++)
        {
            F.MultiplyPair(t, t + 1, &a[i].X, inverses + i, &a[i].Y, inverses + i, scratch);
            F.Leave(t, t, scratch);
            F.Leave(t + 1, t + 1, scratch);
            for (int lane = 0; lane < L.Count && (i * L.Count) + lane < points.Length; lane++)
            {
                points[(i * L.Count) + lane] = ((infinite[i] >> lane) & 1) != 0
                    ? AffinePoint<S>.Infinity
                    : new AffinePoint<S>(F.Take(t, lane), F.Take(t + 1, lane));
            }
        }
    }

    /// <summary>Writes the first points.Length lanes without an inversion.</summary>
    internal static void Leave(Span<JacobianPoint<S>> points, PointV<T>* a, Scratch scratch)
    {
        PointV<T>* left = scratch.Take<PointV<T>>();
        CurveOps<F, T, S, V>.ToJacobian(left, a, scratch);
        F.Leave(&left->X, &left->X, scratch);
        F.Leave(&left->Y, &left->Y, scratch);
        F.Leave(&left->Z, &left->Z, scratch);
        for (int lane = 0; lane < points.Length; lane++)
            points[lane] = new JacobianPoint<S>(F.Take(&left->X, lane), F.Take(&left->Y, lane), F.Take(&left->Z, lane));
    }

    /// <summary>
    /// Decodes compressed points, at most two vectors full, and says of each what is wrong with it, as <see cref="G1.Decode"/> does.
    /// </summary>
    internal static void Decode(ReadOnlySpan<byte> bytes, Span<AffinePoint<S>> points, Span<PointError> errors)
    {
        Scratch scratch = Scratch.Rent();
        int count = (points.Length + L.Count - 1) / L.Count;
        PointV<T>* p = scratch.Take<PointV<T>>(count);
        T* squares = scratch.Take<T>(count);
        T* roots = scratch.Take<T>(count);
        V* isSquare = scratch.Take<V>(count);
        Span<PointFlags> flags = stackalloc PointFlags[points.Length];
        Span<byte> coordinate = stackalloc byte[F.Size];
        for (int i = 0; i < count * L.Count; i++)
        {
            coordinate.Clear();
            if (i < points.Length)
                errors[i] = Compressed.Open(bytes.Slice(i * F.Size, F.Size), coordinate, out flags[i]);
            if (!F.TryPut(&p[i / L.Count].X, i % L.Count, coordinate) && errors[i] == PointError.None)
                errors[i] = PointError.NotCanonical;
        }

        for (int i = 0; i < count; i++)
        {
            F.EnterIntegers(&p[i].X, scratch);
            CurveOps<F, T, S, V>.Equation(squares + i, &p[i].X, scratch);
        }

        F.Sqrt(roots, isSquare, squares, count, scratch);
        for (int i = 0; i < count; i++)
        {
            int start = i * L.Count, end = Math.Min(L.Count, points.Length - start);
            p[i].Y = roots[i];
            Finish(p + i, F.Bits(isSquare[i]), points.Slice(start, end), flags.Slice(start, end), errors.Slice(start, end), scratch);
        }
    }

    private static void Finish(
        PointV<T>* p, uint onCurve, Span<AffinePoint<S>> points, ReadOnlySpan<PointFlags> flags, Span<PointError> errors, Scratch scratch)
    {
        uint larger = F.AreLarger(&p->Y, scratch), wanted = 0;
        for (int lane = 0; lane < points.Length; lane++)
        {
            if ((flags[lane] & PointFlags.LargerY) != 0)
                wanted |= 1u << lane;
        }

        F.NegateWhere(&p->Y, LaneMask.Of<L, V>(larger ^ wanted), &p->Y);
        F.One(&p->Z);
        uint inSubgroup = F.AreInSubgroup(p, scratch);
        F.Leave(&p->X, &p->X, scratch);
        F.Leave(&p->Y, &p->Y, scratch);
        for (int lane = 0; lane < points.Length; lane++)
        {
            points[lane] = default;
            if (errors[lane] != PointError.None || (flags[lane] & PointFlags.Infinity) != 0)
                continue;
            if (((onCurve >> lane) & 1) == 0)
                errors[lane] = PointError.NotOnCurve;
            else if (((inSubgroup >> lane) & 1) == 0)
                errors[lane] = PointError.NotInSubgroup;
            else
                points[lane] = new AffinePoint<S>(F.Take(&p->X, lane), F.Take(&p->Y, lane));
        }
    }
}
