using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Consensoor.Spec.Crypto;

public static partial class Sha256
{
    /// <summary>
    /// Hashes one node a lane: the block with the two children, then the padding block, whose words are the same for every node. Blocks that are padded
    /// messages (<paramref name="arePadded"/>) need no other.
    /// </summary>
    [SkipLocalsInit]
    private static void HashLanes<TLanes, TVector>(ref byte nodes, ref byte parents, bool arePadded)
        where TLanes : struct, ISha256Lanes<TVector>
        where TVector : struct
    {
        Words<TVector> wordBuffer;
        Unsafe.SkipInit(out wordBuffer);
        Span<TVector> words = wordBuffer;
        TLanes.Load(ref nodes, words);

        StateWords<TVector> stateBuffer;
        Unsafe.SkipInit(out stateBuffer);
        Span<TVector> state = stateBuffer;
        for (int i = 0; i < state.Length; i++)
            state[i] = TLanes.Broadcast(InitialState[i]);

        CompressNode<TLanes, TVector>(words, state);
        if (!arePadded)
            CompressPadding<TLanes, TVector>(state);
        TLanes.Store(state, ref parents);
    }

    /// <summary>As <see cref="HashLanes"/>, for fewer nodes than lanes; what the idle lanes compute is thrown away.</summary>
    [SkipLocalsInit]
    private static void HashPartly<TLanes, TVector>(ReadOnlySpan<byte> nodes, Span<byte> parents, bool arePadded)
        where TLanes : struct, ISha256Lanes<TVector>
        where TVector : struct
    {
        Span<byte> buffer = stackalloc byte[(int)Sha256Width.Sixteen * PairLength];
        nodes.CopyTo(buffer);
        ref byte start = ref MemoryMarshal.GetReference(buffer);
        HashLanes<TLanes, TVector>(ref start, ref start, arePadded);
        buffer[..(nodes.Length / 2)].CopyTo(parents);
    }

    private static void CompressNode<TLanes, TVector>(Span<TVector> words, Span<TVector> state)
        where TLanes : struct, ISha256Lanes<TVector>
        where TVector : struct
    {
        TVector a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        ref TVector w = ref MemoryMarshal.GetReference(words);
        ref uint k = ref MemoryMarshal.GetReference(RoundConstants);

        for (int t = 0; ; t += 8)
        {
            ref TVector r = ref Unsafe.Add(ref w, t & 8);
            ref uint rk = ref Unsafe.Add(ref k, t);
            h = T1<TLanes, TVector>(e, f, g, h, TLanes.Add(r, TLanes.Broadcast(rk)));
            d = TLanes.Add(d, h);
            h = T2<TLanes, TVector>(h, a, b, c);
            g = T1<TLanes, TVector>(d, e, f, g, TLanes.Add(Unsafe.Add(ref r, 1), TLanes.Broadcast(Unsafe.Add(ref rk, 1))));
            c = TLanes.Add(c, g);
            g = T2<TLanes, TVector>(g, h, a, b);
            f = T1<TLanes, TVector>(c, d, e, f, TLanes.Add(Unsafe.Add(ref r, 2), TLanes.Broadcast(Unsafe.Add(ref rk, 2))));
            b = TLanes.Add(b, f);
            f = T2<TLanes, TVector>(f, g, h, a);
            e = T1<TLanes, TVector>(b, c, d, e, TLanes.Add(Unsafe.Add(ref r, 3), TLanes.Broadcast(Unsafe.Add(ref rk, 3))));
            a = TLanes.Add(a, e);
            e = T2<TLanes, TVector>(e, f, g, h);
            d = T1<TLanes, TVector>(a, b, c, d, TLanes.Add(Unsafe.Add(ref r, 4), TLanes.Broadcast(Unsafe.Add(ref rk, 4))));
            h = TLanes.Add(h, d);
            d = T2<TLanes, TVector>(d, e, f, g);
            c = T1<TLanes, TVector>(h, a, b, c, TLanes.Add(Unsafe.Add(ref r, 5), TLanes.Broadcast(Unsafe.Add(ref rk, 5))));
            g = TLanes.Add(g, c);
            c = T2<TLanes, TVector>(c, d, e, f);
            b = T1<TLanes, TVector>(g, h, a, b, TLanes.Add(Unsafe.Add(ref r, 6), TLanes.Broadcast(Unsafe.Add(ref rk, 6))));
            f = TLanes.Add(f, b);
            b = T2<TLanes, TVector>(b, c, d, e);
            a = T1<TLanes, TVector>(f, g, h, a, TLanes.Add(Unsafe.Add(ref r, 7), TLanes.Broadcast(Unsafe.Add(ref rk, 7))));
            e = TLanes.Add(e, a);
            a = T2<TLanes, TVector>(a, b, c, d);

            if (t == 56)
                break;

            // After the second half of each sixteen words is used up, the next sixteen take their place.
            if ((t & 8) != 0 && t < 48)
            {
                for (int i = 0; i < 16; i++)
                {
                    Unsafe.Add(ref w, i) = TLanes.Add(
                        TLanes.Add(Unsafe.Add(ref w, i), TLanes.SmallSigma0(Unsafe.Add(ref w, (i + 1) & 15))),
                        TLanes.Add(Unsafe.Add(ref w, (i + 9) & 15), TLanes.SmallSigma1(Unsafe.Add(ref w, (i + 14) & 15))));
                }
            }
        }

        AddState<TLanes, TVector>(state, a, b, c, d, e, f, g, h);
    }

    private static void CompressPadding<TLanes, TVector>(Span<TVector> state)
        where TLanes : struct, ISha256Lanes<TVector>
        where TVector : struct
    {
        TVector a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        ref uint kw = ref MemoryMarshal.GetReference(PaddingSchedule);

        for (int t = 0; t < 64; t += 8)
        {
            ref uint r = ref Unsafe.Add(ref kw, t);
            h = T1<TLanes, TVector>(e, f, g, h, TLanes.Broadcast(r));
            d = TLanes.Add(d, h);
            h = T2<TLanes, TVector>(h, a, b, c);
            g = T1<TLanes, TVector>(d, e, f, g, TLanes.Broadcast(Unsafe.Add(ref r, 1)));
            c = TLanes.Add(c, g);
            g = T2<TLanes, TVector>(g, h, a, b);
            f = T1<TLanes, TVector>(c, d, e, f, TLanes.Broadcast(Unsafe.Add(ref r, 2)));
            b = TLanes.Add(b, f);
            f = T2<TLanes, TVector>(f, g, h, a);
            e = T1<TLanes, TVector>(b, c, d, e, TLanes.Broadcast(Unsafe.Add(ref r, 3)));
            a = TLanes.Add(a, e);
            e = T2<TLanes, TVector>(e, f, g, h);
            d = T1<TLanes, TVector>(a, b, c, d, TLanes.Broadcast(Unsafe.Add(ref r, 4)));
            h = TLanes.Add(h, d);
            d = T2<TLanes, TVector>(d, e, f, g);
            c = T1<TLanes, TVector>(h, a, b, c, TLanes.Broadcast(Unsafe.Add(ref r, 5)));
            g = TLanes.Add(g, c);
            c = T2<TLanes, TVector>(c, d, e, f);
            b = T1<TLanes, TVector>(g, h, a, b, TLanes.Broadcast(Unsafe.Add(ref r, 6)));
            f = TLanes.Add(f, b);
            b = T2<TLanes, TVector>(b, c, d, e);
            a = T1<TLanes, TVector>(f, g, h, a, TLanes.Broadcast(Unsafe.Add(ref r, 7)));
            e = TLanes.Add(e, a);
            a = T2<TLanes, TVector>(a, b, c, d);
        }

        AddState<TLanes, TVector>(state, a, b, c, d, e, f, g, h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector T1<TLanes, TVector>(TVector e, TVector f, TVector g, TVector h, TVector kw)
        where TLanes : struct, ISha256Lanes<TVector>
        where TVector : struct =>
        TLanes.Add(TLanes.Add(h, kw), TLanes.Add(TLanes.BigSigma1(e), TLanes.Choose(e, f, g)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector T2<TLanes, TVector>(TVector t1, TVector a, TVector b, TVector c)
        where TLanes : struct, ISha256Lanes<TVector>
        where TVector : struct =>
        TLanes.Add(t1, TLanes.Add(TLanes.BigSigma0(a), TLanes.Majority(a, b, c)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddState<TLanes, TVector>(
        Span<TVector> state, TVector a, TVector b, TVector c, TVector d, TVector e, TVector f, TVector g, TVector h)
        where TLanes : struct, ISha256Lanes<TVector>
        where TVector : struct
    {
        state[0] = TLanes.Add(state[0], a);
        state[1] = TLanes.Add(state[1], b);
        state[2] = TLanes.Add(state[2], c);
        state[3] = TLanes.Add(state[3], d);
        state[4] = TLanes.Add(state[4], e);
        state[5] = TLanes.Add(state[5], f);
        state[6] = TLanes.Add(state[6], g);
        state[7] = TLanes.Add(state[7], h);
    }

    [InlineArray(16)]
    private struct Words<TVector>
    {
        private TVector first;
    }

    [InlineArray(8)]
    private struct StateWords<TVector>
    {
        private TVector first;
    }
}
