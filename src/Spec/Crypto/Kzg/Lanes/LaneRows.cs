using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Bls.Lanes;

namespace Consensoor.Spec.Crypto.Kzg.Lanes;

/// <summary>
/// Rows of points that each have a table of their odd multiples up to 31, so that a scalar costs 52 additions. Those of a row are added up
/// window by window in affine coordinates; then each lane doubles and adds the windows of a row of its own. The table takes 2 KiB a point,
/// 16 MiB for the 8192 points of cell proofs.
/// </summary>
internal sealed unsafe class LaneRows<L, V> : IFixedRows
    where L : struct, ILanes<V>
    where V : unmanaged
{
    private const int Window = 5;
    private const int Multiples = 1 << (Window - 1);
    private const int Windows = 52;
    private const int PointSize = 2 * FpShape.Limbs;

    // A megabyte, of a thread that multiplies: the next blob takes it again.
    [ThreadStatic]
    private static Room? s_room;

    private readonly AlignedBuffer _table;
    private readonly G1Affine[] _rowSums;
    private readonly int _rowLength;

    internal LaneRows(G1Affine[] points, int rowLength)
    {
        _rowLength = rowLength;
        _rowSums = new G1Affine[points.Length / rowLength];
        _table = new AlignedBuffer(points.Length * Multiples * PointSize * sizeof(double));
        for (int row = 0; row < _rowSums.Length; row++)
            _rowSums[row] = new AffineAdder<Fp>(rowLength).Sum(points.AsSpan(row * rowLength, rowLength).ToArray());
        var multiples = new G1Affine[Multiples * L.Count];
        for (int start = 0; start < points.Length; start += L.Count)
        {
            int count = Math.Min(L.Count, points.Length - start);
            WriteMultiples(points.AsSpan(start, count), multiples);
            for (int i = 0; i < count; i++)
            {
                Span<G1Affine> ofPoint = new G1Affine[Multiples];
                for (int j = 0; j < Multiples; j++)
                    ofPoint[j] = multiples[(j * L.Count) + i];
                LaneAdder<L, FpOps<L, V>, FpV<V>, Fp, V>.Write(ofPoint, Entry(start + i, 0));
            }
        }

        GC.KeepAlive(_table);
    }

    public G1Jacobian[] Multiply(ReadOnlySpan<Fr> scalars)
    {
        var sums = new G1Jacobian[_rowSums.Length];
        sbyte[] digits = Digits(scalars);
        var room = s_room is { } kept && kept.RowLength == _rowLength ? kept : s_room = new Room(_rowLength);
        for (int row = 0; row < sums.Length; row += L.Count)
        {
            int count = Math.Min(L.Count, sums.Length - row);
            bool areSummed = true;
            for (int lane = 0; lane < count && areSummed; lane++)
                areSummed = TrySumWindows(room, lane, row + lane, digits);
            MultiplyRows(sums.AsSpan(row, count), row, digits, areSummed ? room : null);
        }

        return sums;
    }

    /// <summary>Odd multiples of a vector of points, a multiple after the other.</summary>
    private static void WriteMultiples(ReadOnlySpan<G1Affine> points, Span<G1Affine> multiples)
    {
        Scratch scratch = Scratch.Rent();
        PointV<FpV<V>>* odd = scratch.Take<PointV<FpV<V>>>(Multiples), twice = scratch.Take<PointV<FpV<V>>>();
        PointLanes<L, FpOps<L, V>, FpV<V>, Fp, V>.Enter(odd, points, scratch);
        CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.Double(twice, odd, scratch);
        for (int i = 1; i < Multiples; i++)
            CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.Add(odd + i, odd + (i - 1), twice, scratch);
        PointLanes<L, FpOps<L, V>, FpV<V>, Fp, V>.Leave(multiples, odd, Multiples, scratch);
    }

    /// <summary>
    /// Scalars made odd, as digits of 32 that are odd and below 32 in magnitude, lowest first: the sum of digits[i] 32^i and 32^52. Zero
    /// becomes r.
    /// </summary>
    private static sbyte[] Digits(ReadOnlySpan<Fr> scalars)
    {
        var digits = new sbyte[scalars.Length * Windows];
        Span<ulong> words = stackalloc ulong[5];
        words.Clear();
        for (int i = 0; i < scalars.Length; i++)
        {
            scalars[i].WriteOddWords(words);
            for (int window = 0; window < Windows; window++)
            {
                int bit = window * Window, shift = bit & 63;
                ulong bits = words[bit >> 6] >> shift;
                if (shift > 64 - Window - 1 && (bit >> 6) + 1 < words.Length)
                    bits |= words[(bit >> 6) + 1] << (64 - shift);
                digits[(i * Windows) + window] = (sbyte)((int)((bits & 63) | 1) - 32);
            }
        }

        return digits;
    }

    /// <summary>
    /// Puts the sums of a row's terms, window by window, into a lane. False if two points that had to be added were equal or opposite.
    /// </summary>
    private bool TrySumWindows(Room room, int lane, int row, sbyte[] digits)
    {
        Span<int> starts = stackalloc int[Windows], counts = stackalloc int[Windows];
        for (int window = 0; window < Windows; window++)
        {
            (starts[window], counts[window]) = (window * _rowLength, _rowLength);
            for (int column = 0; column < _rowLength; column++)
            {
                int point = (row * _rowLength) + column, digit = digits[(point * Windows) + window];
                LaneAdder<L, FpOps<L, V>, FpV<V>, Fp, V>.Copy(
                    Entry(point, Math.Abs(digit) / 2), room.Terms + ((starts[window] + column) * PointSize), digit < 0);
            }
        }

        GC.KeepAlive(_table);
        if (!room.Adder.TrySumGroups(room.Terms, starts, counts))
            return false;
        for (int window = 0; window < Windows; window++)
        {
            double* source = room.Terms + (starts[window] * PointSize), target = (double*)(room.Sums + (2 * window)) + lane;
            for (int i = 0; i < PointSize; i++)
                target[i * L.Count] = source[i];
        }

        GC.KeepAlive(room);
        return true;
    }

    /// <summary>The rows' sums from those of their windows, or, where there are none, term by term.</summary>
    private void MultiplyRows(Span<G1Jacobian> sums, int row, sbyte[] digits, Room? room)
    {
        Scratch scratch = Scratch.Rent();
        PointV<FpV<V>>* result = scratch.Take<PointV<FpV<V>>>();
        FpV<V>* xy = scratch.Take<FpV<V>>(2);
        PointLanes<L, FpOps<L, V>, FpV<V>, Fp, V>.Enter(result, _rowSums.AsSpan(row, sums.Length), scratch);
        for (int window = Windows - 1; window >= 0; window--)
        {
            CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.DoubleTimes(result, result, Window, scratch);
            if (room is not null)
            {
                FpV<V>* sum = room.Sums + (2 * window);
                CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.AddMixed(result, result, sum, sum + 1, scratch);
                continue;
            }

            for (int column = 0; column < _rowLength; column++)
            {
                Pick(xy, row, sums.Length, column, window, digits);
                CurveOps<FpOps<L, V>, FpV<V>, Fp, V>.AddMixed(result, result, xy, xy + 1, scratch);
            }
        }

        GC.KeepAlive(room);
        PointLanes<L, FpOps<L, V>, FpV<V>, Fp, V>.Leave(sums, result, scratch);
    }

    private void Pick(FpV<V>* xy, int row, int rows, int column, int window, sbyte[] digits)
    {
        uint negative = 0;
        for (int lane = 0; lane < L.Count; lane++)
        {
            int point = ((row + Math.Min(lane, rows - 1)) * _rowLength) + column;
            int digit = digits[(point * Windows) + window];
            if (digit < 0)
                negative |= 1u << lane;
            double* source = Entry(point, Math.Abs(digit) / 2), target = (double*)xy + lane;
            for (int i = 0; i < PointSize; i++)
                target[i * L.Count] = source[i];
        }

        GC.KeepAlive(_table);
        FpOps<L, V>.NegateWhere(xy + 1, LaneMask.Of<L, V>(negative), xy + 1);
    }

    private double* Entry(int point, int multiple) => (double*)_table.Start + (((long)point * Multiples) + multiple) * PointSize;

    /// <summary>What a call works in: the terms of a row, and the sums of the windows of the rows in lanes.</summary>
    private sealed class Room(int rowLength)
    {
        internal int RowLength => rowLength;

        private readonly AlignedBuffer _terms = new(Windows * rowLength * PointSize * sizeof(double));
        private readonly AlignedBuffer _sums = new(Windows * 2 * sizeof(FpV<V>));

        internal double* Terms => (double*)_terms.Start;

        /// <summary>x and y of each window, valid as the terms are while this object is referenced.</summary>
        internal FpV<V>* Sums => (FpV<V>*)_sums.Start;

        internal LaneAdder<L, FpOps<L, V>, FpV<V>, Fp, V> Adder { get; } = new(Windows * rowLength);
    }
}
