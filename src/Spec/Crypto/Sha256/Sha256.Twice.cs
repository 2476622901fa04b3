using System.Runtime.CompilerServices;

namespace Consensoor.Spec.Crypto;

public static partial class Sha256
{
    /// <summary>
    /// Two vectors a word: the rounds of one do not wait for those of the other, which fills the time that a single chain of rounds leaves
    /// idle.
    /// </summary>
    private readonly struct TwiceLanes<TLanes, TVector> : ISha256Lanes<TwiceLanes<TLanes, TVector>, Twice<TVector>>
        where TLanes : struct, ISha256Lanes<TLanes, TVector>
        where TVector : struct
    {
        public static int Count => 2 * TLanes.Count;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Twice<TVector> Broadcast(ref readonly uint value)
        {
            TVector both = TLanes.Broadcast(in value);
            return new(both, both);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Twice<TVector> Add(Twice<TVector> x, Twice<TVector> y) =>
            new(TLanes.Add(x.First, y.First), TLanes.Add(x.Second, y.Second));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Twice<TVector> Choose(Twice<TVector> x, Twice<TVector> y, Twice<TVector> z) =>
            new(TLanes.Choose(x.First, y.First, z.First), TLanes.Choose(x.Second, y.Second, z.Second));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Twice<TVector> Majority(Twice<TVector> x, Twice<TVector> y, Twice<TVector> z) =>
            new(TLanes.Majority(x.First, y.First, z.First), TLanes.Majority(x.Second, y.Second, z.Second));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Twice<TVector> BigSigma0(Twice<TVector> x) => new(TLanes.BigSigma0(x.First), TLanes.BigSigma0(x.Second));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Twice<TVector> BigSigma1(Twice<TVector> x) => new(TLanes.BigSigma1(x.First), TLanes.BigSigma1(x.Second));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Twice<TVector> SmallSigma0(Twice<TVector> x) => new(TLanes.SmallSigma0(x.First), TLanes.SmallSigma0(x.Second));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Twice<TVector> SmallSigma1(Twice<TVector> x) => new(TLanes.SmallSigma1(x.First), TLanes.SmallSigma1(x.Second));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Twice<TVector> T1(Twice<TVector> e, Twice<TVector> f, Twice<TVector> g, Twice<TVector> h, Twice<TVector> kw) =>
            new(TLanes.T1(e.First, f.First, g.First, h.First, kw.First), TLanes.T1(e.Second, f.Second, g.Second, h.Second, kw.Second));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Twice<TVector> T2(Twice<TVector> t1, Twice<TVector> a, Twice<TVector> b, Twice<TVector> c) =>
            new(TLanes.T2(t1.First, a.First, b.First, c.First), TLanes.T2(t1.Second, a.Second, b.Second, c.Second));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Twice<TVector> Next(Twice<TVector> w0, Twice<TVector> w1, Twice<TVector> w9, Twice<TVector> w14) =>
            new(TLanes.Next(w0.First, w1.First, w9.First, w14.First), TLanes.Next(w0.Second, w1.Second, w9.Second, w14.Second));

        public static void Load(ref byte nodes, ref Twice<TVector> words, nuint stride)
        {
            TLanes.Load(ref nodes, ref words.First, 2 * stride);
            TLanes.Load(ref Unsafe.Add(ref nodes, TLanes.Count * PairLength), ref words.Second, 2 * stride);
        }

        public static void Store(ref Twice<TVector> state, nuint stride, ref byte parents)
        {
            TLanes.Store(ref state.First, 2 * stride, ref parents);
            TLanes.Store(ref state.Second, 2 * stride, ref Unsafe.Add(ref parents, TLanes.Count * HashLength));
        }
    }

    private struct Twice<TVector>(TVector first, TVector second)
        where TVector : struct
    {
        internal TVector First = first;
        internal TVector Second = second;
    }
}
