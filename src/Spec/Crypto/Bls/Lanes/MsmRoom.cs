namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>What <see cref="MsmLanes{L, F, T, S, V}"/> works in: a thread keeps its last one, unless that is large.</summary>
internal sealed unsafe class MsmRoom<L, F, T, S, V>
    where L : struct, ILanes<V>
    where F : struct, ILaneField<T, S, V>
    where T : unmanaged
    where S : struct, IField<S>
    where V : unmanaged
{
    /// <summary>Points of which a thread keeps the room: a megabyte in G2 with eight lanes, half of that in G1.</summary>
    private const int KeptPoints = 256;

    [ThreadStatic]
    private static MsmRoom<L, F, T, S, V>? s_kept;

    private readonly AlignedBuffer _points;
    private readonly AlignedBuffer _sorted;

    private MsmRoom(int points, int together)
    {
        int size = LaneAdder<L, F, T, S, V>.PointSize * sizeof(double);
        _points = new AlignedBuffer(points * size);
        _sorted = new AlignedBuffer(L.Count * points * size);
        Adder = new LaneAdder<L, F, T, S, V>(together * points);
    }

    /// <summary>Room for the points; valid, as <see cref="Sorted"/> is, while this object is referenced.</summary>
    internal double* Points => (double*)_points.Start;

    /// <summary>Room for the points once a lane.</summary>
    internal double* Sorted => (double*)_sorted.Start;

    /// <summary>For the points of as many windows as are worked on together.</summary>
    internal LaneAdder<L, F, T, S, V> Adder { get; }

    /// <summary>Room for so many points, not to be asked for again before the call that has it is done.</summary>
    internal static MsmRoom<L, F, T, S, V> Rent(int points, int together)
    {
        if (points > KeptPoints)
            return new MsmRoom<L, F, T, S, V>(points, together);
        return s_kept ??= new MsmRoom<L, F, T, S, V>(KeptPoints, L.Count);
    }
}
