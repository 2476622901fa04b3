using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Bls.Lanes;

namespace Consensoor.Spec.Crypto.Kzg.Lanes;

/// <summary>
/// Points of G1 in memory as their limbs (X, Y and Z of <see cref="PointV{T}"/>, eight doubles each), to be put into lanes in any order.
/// </summary>
internal sealed unsafe class LanePoints<L, V>
    where L : struct, ILanes<V>
    where V : unmanaged
{
    private const int Size = 3 * FpShape.Limbs;

    private readonly AlignedBuffer _limbs;
    private readonly int _count;

    internal LanePoints(ReadOnlySpan<G1Jacobian> points)
    {
        _count = points.Length;
        _limbs = new AlignedBuffer(_count * Size * sizeof(double));
        Scratch scratch = Scratch.Rent();
        PointV<FpV<V>>* vector = scratch.Take<PointV<FpV<V>>>();
        Span<int> indexes = stackalloc int[L.Count];
        for (int start = 0; start < _count; start += L.Count)
        {
            for (int lane = 0; lane < L.Count; lane++)
            {
                indexes[lane] = Math.Min(start + lane, _count - 1);
                ref readonly G1Jacobian point = ref points[indexes[lane]];

                // (X / Z^2, Y / Z^3) is (X Z / Z^3, Y / Z^3); infinity needs a Y that is not zero, which the lanes themselves do not leave
                // in it.
                FpOps<L, V>.Put(&vector->X, lane, point.X * point.Z);
                FpOps<L, V>.Put(&vector->Y, lane, point.IsInfinity ? Fp.One : point.Y);
                FpOps<L, V>.Put(&vector->Z, lane, point.Z.Square() * point.Z);
            }

            FpOps<L, V>.Enter(&vector->X, scratch);
            FpOps<L, V>.Enter(&vector->Y, scratch);
            FpOps<L, V>.Enter(&vector->Z, scratch);
            Scatter(vector, indexes);
        }
    }

    private double* Start => (double*)_limbs.Start;

    /// <summary>The points of so many indexes as there are lanes.</summary>
    internal void Gather(PointV<FpV<V>>* r, ReadOnlySpan<int> indexes)
    {
        for (int lane = 0; lane < L.Count; lane++)
        {
            double* source = Start + (indexes[lane] * Size), target = (double*)r + lane;
            for (int i = 0; i < Size; i++)
                target[i * L.Count] = source[i];
        }

        GC.KeepAlive(_limbs);
    }

    /// <summary>Writes the points of all lanes to their indexes.</summary>
    internal void Scatter(PointV<FpV<V>>* a, ReadOnlySpan<int> indexes)
    {
        for (int lane = 0; lane < L.Count; lane++)
        {
            double* source = (double*)a + lane, target = Start + (indexes[lane] * Size);
            for (int i = 0; i < Size; i++)
                target[i] = source[i * L.Count];
        }

        GC.KeepAlive(_limbs);
    }

    /// <summary>Writes all points in Jacobian form.</summary>
    internal void CopyTo(Span<G1Jacobian> points)
    {
        Scratch scratch = Scratch.Rent();
        PointV<FpV<V>>* vector = scratch.Take<PointV<FpV<V>>>();
        Span<int> indexes = stackalloc int[L.Count];
        for (int start = 0; start < _count; start += L.Count)
        {
            for (int lane = 0; lane < L.Count; lane++)
                indexes[lane] = Math.Min(start + lane, _count - 1);
            Gather(vector, indexes);
            PointLanes<L, FpOps<L, V>, FpV<V>, Fp, V>.Leave(points.Slice(start, Math.Min(L.Count, _count - start)), vector, scratch);
        }
    }
}
