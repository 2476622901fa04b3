using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Consensoor.Spec.Crypto;

public static partial class Sha256
{
    private const int BlockWords = 16;
    private const int StateWords = 8;
    private const int Rounds = 64;
    private const int LastRounds = Rounds - BlockWords;

    /// <summary>
    /// Hashes one node a lane: the block with the two children, then the padding block, whose words are the same for every node. Blocks
    /// that are padded messages (<paramref name="arePadded"/>) need no other.
    /// </summary>
    [SkipLocalsInit]
    private static void HashLanes<TLanes, TVector>(ref byte nodes, ref byte parents, bool arePadded)
        where TLanes : struct, ISha256Lanes<TLanes, TVector>
        where TVector : struct
    {
        Unsafe.SkipInit(out Words<TVector> buffer);
        ref TVector words = ref Align(ref buffer);
        TLanes.Load(ref nodes, ref words, 1);
        ref TVector state = ref Unsafe.Add(ref words, BlockWords);
        CompressNode<TLanes, TVector>(ref words, ref state);
        CompressLast<TLanes, TVector>(ref words, ref state);
        if (!arePadded)
            CompressPadding<TLanes, TVector>(ref state);
        TLanes.Store(ref state, 1, ref parents);
    }

    /// <summary>
    /// The block of sixteen words, but for its last sixteen rounds. Each word that a round has used up gives way at once to the one sixteen
    /// rounds later: the two computations do not wait for each other.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CompressNode<TLanes, TVector>(ref TVector words, ref TVector state)
        where TLanes : struct, ISha256Lanes<TLanes, TVector>
        where TVector : struct
    {
        ref uint s = ref MemoryMarshal.GetReference(InitialState);
        ref uint k = ref MemoryMarshal.GetReference(RoundConstants);
        TVector a = TLanes.Broadcast(ref s);
        TVector b = TLanes.Broadcast(ref Unsafe.Add(ref s, 1));
        TVector c = TLanes.Broadcast(ref Unsafe.Add(ref s, 2));
        TVector d = TLanes.Broadcast(ref Unsafe.Add(ref s, 3));
        TVector e = TLanes.Broadcast(ref Unsafe.Add(ref s, 4));
        TVector f = TLanes.Broadcast(ref Unsafe.Add(ref s, 5));
        TVector g = TLanes.Broadcast(ref Unsafe.Add(ref s, 6));
        TVector h = TLanes.Broadcast(ref Unsafe.Add(ref s, 7));

        for (nuint t = 0; t < LastRounds; t += 8)
        {
            ref TVector near = ref Unsafe.Add(ref words, t & 8), far = ref Unsafe.Add(ref words, (t & 8) ^ 8);
            ref uint rk = ref Unsafe.Add(ref k, t);
            h = TLanes.T1(e, f, g, h, TLanes.Add(near, TLanes.Broadcast(ref rk)));
            d = TLanes.Add(d, h);
            h = TLanes.T2(h, a, b, c);
            near = TLanes.Next(near, Unsafe.Add(ref near, 1), Unsafe.Add(ref far, 1), Unsafe.Add(ref far, 6));
            g = TLanes.T1(d, e, f, g, TLanes.Add(Unsafe.Add(ref near, 1), TLanes.Broadcast(ref Unsafe.Add(ref rk, 1))));
            c = TLanes.Add(c, g);
            g = TLanes.T2(g, h, a, b);
            Unsafe.Add(ref near, 1) =
                TLanes.Next(Unsafe.Add(ref near, 1), Unsafe.Add(ref near, 2), Unsafe.Add(ref far, 2), Unsafe.Add(ref far, 7));
            f = TLanes.T1(c, d, e, f, TLanes.Add(Unsafe.Add(ref near, 2), TLanes.Broadcast(ref Unsafe.Add(ref rk, 2))));
            b = TLanes.Add(b, f);
            f = TLanes.T2(f, g, h, a);
            Unsafe.Add(ref near, 2) = TLanes.Next(Unsafe.Add(ref near, 2), Unsafe.Add(ref near, 3), Unsafe.Add(ref far, 3), near);
            e = TLanes.T1(b, c, d, e, TLanes.Add(Unsafe.Add(ref near, 3), TLanes.Broadcast(ref Unsafe.Add(ref rk, 3))));
            a = TLanes.Add(a, e);
            e = TLanes.T2(e, f, g, h);
            Unsafe.Add(ref near, 3) =
                TLanes.Next(Unsafe.Add(ref near, 3), Unsafe.Add(ref near, 4), Unsafe.Add(ref far, 4), Unsafe.Add(ref near, 1));
            d = TLanes.T1(a, b, c, d, TLanes.Add(Unsafe.Add(ref near, 4), TLanes.Broadcast(ref Unsafe.Add(ref rk, 4))));
            h = TLanes.Add(h, d);
            d = TLanes.T2(d, e, f, g);
            Unsafe.Add(ref near, 4) =
                TLanes.Next(Unsafe.Add(ref near, 4), Unsafe.Add(ref near, 5), Unsafe.Add(ref far, 5), Unsafe.Add(ref near, 2));
            c = TLanes.T1(h, a, b, c, TLanes.Add(Unsafe.Add(ref near, 5), TLanes.Broadcast(ref Unsafe.Add(ref rk, 5))));
            g = TLanes.Add(g, c);
            c = TLanes.T2(c, d, e, f);
            Unsafe.Add(ref near, 5) =
                TLanes.Next(Unsafe.Add(ref near, 5), Unsafe.Add(ref near, 6), Unsafe.Add(ref far, 6), Unsafe.Add(ref near, 3));
            b = TLanes.T1(g, h, a, b, TLanes.Add(Unsafe.Add(ref near, 6), TLanes.Broadcast(ref Unsafe.Add(ref rk, 6))));
            f = TLanes.Add(f, b);
            b = TLanes.T2(b, c, d, e);
            Unsafe.Add(ref near, 6) =
                TLanes.Next(Unsafe.Add(ref near, 6), Unsafe.Add(ref near, 7), Unsafe.Add(ref far, 7), Unsafe.Add(ref near, 4));
            a = TLanes.T1(f, g, h, a, TLanes.Add(Unsafe.Add(ref near, 7), TLanes.Broadcast(ref Unsafe.Add(ref rk, 7))));
            e = TLanes.Add(e, a);
            a = TLanes.T2(a, b, c, d);
            Unsafe.Add(ref near, 7) = TLanes.Next(Unsafe.Add(ref near, 7), far, near, Unsafe.Add(ref near, 5));
        }

        state = a;
        Unsafe.Add(ref state, 1) = b;
        Unsafe.Add(ref state, 2) = c;
        Unsafe.Add(ref state, 3) = d;
        Unsafe.Add(ref state, 4) = e;
        Unsafe.Add(ref state, 5) = f;
        Unsafe.Add(ref state, 6) = g;
        Unsafe.Add(ref state, 7) = h;
    }

    /// <summary>The rounds that need no new words. A method of its own, since the compiler gives up on larger ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CompressLast<TLanes, TVector>(ref TVector words, ref TVector state)
        where TLanes : struct, ISha256Lanes<TLanes, TVector>
        where TVector : struct
    {
        ref uint s = ref MemoryMarshal.GetReference(InitialState);
        ref uint k = ref MemoryMarshal.GetReference(RoundConstants);
        TVector a = state;
        TVector b = Unsafe.Add(ref state, 1);
        TVector c = Unsafe.Add(ref state, 2);
        TVector d = Unsafe.Add(ref state, 3);
        TVector e = Unsafe.Add(ref state, 4);
        TVector f = Unsafe.Add(ref state, 5);
        TVector g = Unsafe.Add(ref state, 6);
        TVector h = Unsafe.Add(ref state, 7);

        for (nuint t = LastRounds; t < Rounds; t += 8)
        {
            ref TVector near = ref Unsafe.Add(ref words, t & 8);
            ref uint rk = ref Unsafe.Add(ref k, t);
            h = TLanes.T1(e, f, g, h, TLanes.Add(near, TLanes.Broadcast(ref rk)));
            d = TLanes.Add(d, h);
            h = TLanes.T2(h, a, b, c);
            g = TLanes.T1(d, e, f, g, TLanes.Add(Unsafe.Add(ref near, 1), TLanes.Broadcast(ref Unsafe.Add(ref rk, 1))));
            c = TLanes.Add(c, g);
            g = TLanes.T2(g, h, a, b);
            f = TLanes.T1(c, d, e, f, TLanes.Add(Unsafe.Add(ref near, 2), TLanes.Broadcast(ref Unsafe.Add(ref rk, 2))));
            b = TLanes.Add(b, f);
            f = TLanes.T2(f, g, h, a);
            e = TLanes.T1(b, c, d, e, TLanes.Add(Unsafe.Add(ref near, 3), TLanes.Broadcast(ref Unsafe.Add(ref rk, 3))));
            a = TLanes.Add(a, e);
            e = TLanes.T2(e, f, g, h);
            d = TLanes.T1(a, b, c, d, TLanes.Add(Unsafe.Add(ref near, 4), TLanes.Broadcast(ref Unsafe.Add(ref rk, 4))));
            h = TLanes.Add(h, d);
            d = TLanes.T2(d, e, f, g);
            c = TLanes.T1(h, a, b, c, TLanes.Add(Unsafe.Add(ref near, 5), TLanes.Broadcast(ref Unsafe.Add(ref rk, 5))));
            g = TLanes.Add(g, c);
            c = TLanes.T2(c, d, e, f);
            b = TLanes.T1(g, h, a, b, TLanes.Add(Unsafe.Add(ref near, 6), TLanes.Broadcast(ref Unsafe.Add(ref rk, 6))));
            f = TLanes.Add(f, b);
            b = TLanes.T2(b, c, d, e);
            a = TLanes.T1(f, g, h, a, TLanes.Add(Unsafe.Add(ref near, 7), TLanes.Broadcast(ref Unsafe.Add(ref rk, 7))));
            e = TLanes.Add(e, a);
            a = TLanes.T2(a, b, c, d);
        }

        state = TLanes.Add(a, TLanes.Broadcast(ref s));
        Unsafe.Add(ref state, 1) = TLanes.Add(b, TLanes.Broadcast(ref Unsafe.Add(ref s, 1)));
        Unsafe.Add(ref state, 2) = TLanes.Add(c, TLanes.Broadcast(ref Unsafe.Add(ref s, 2)));
        Unsafe.Add(ref state, 3) = TLanes.Add(d, TLanes.Broadcast(ref Unsafe.Add(ref s, 3)));
        Unsafe.Add(ref state, 4) = TLanes.Add(e, TLanes.Broadcast(ref Unsafe.Add(ref s, 4)));
        Unsafe.Add(ref state, 5) = TLanes.Add(f, TLanes.Broadcast(ref Unsafe.Add(ref s, 5)));
        Unsafe.Add(ref state, 6) = TLanes.Add(g, TLanes.Broadcast(ref Unsafe.Add(ref s, 6)));
        Unsafe.Add(ref state, 7) = TLanes.Add(h, TLanes.Broadcast(ref Unsafe.Add(ref s, 7)));
    }

    /// <summary>The block that follows 64 bytes, from and to <paramref name="state"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CompressPadding<TLanes, TVector>(ref TVector state)
        where TLanes : struct, ISha256Lanes<TLanes, TVector>
        where TVector : struct
    {
        ref uint kw = ref MemoryMarshal.GetReference(PaddingSchedule);
        TVector a = state;
        TVector b = Unsafe.Add(ref state, 1);
        TVector c = Unsafe.Add(ref state, 2);
        TVector d = Unsafe.Add(ref state, 3);
        TVector e = Unsafe.Add(ref state, 4);
        TVector f = Unsafe.Add(ref state, 5);
        TVector g = Unsafe.Add(ref state, 6);
        TVector h = Unsafe.Add(ref state, 7);

        for (nuint t = 0; t < Rounds; t += 8)
        {
            ref uint r = ref Unsafe.Add(ref kw, t);
            h = TLanes.T1(e, f, g, h, TLanes.Broadcast(ref r));
            d = TLanes.Add(d, h);
            h = TLanes.T2(h, a, b, c);
            g = TLanes.T1(d, e, f, g, TLanes.Broadcast(ref Unsafe.Add(ref r, 1)));
            c = TLanes.Add(c, g);
            g = TLanes.T2(g, h, a, b);
            f = TLanes.T1(c, d, e, f, TLanes.Broadcast(ref Unsafe.Add(ref r, 2)));
            b = TLanes.Add(b, f);
            f = TLanes.T2(f, g, h, a);
            e = TLanes.T1(b, c, d, e, TLanes.Broadcast(ref Unsafe.Add(ref r, 3)));
            a = TLanes.Add(a, e);
            e = TLanes.T2(e, f, g, h);
            d = TLanes.T1(a, b, c, d, TLanes.Broadcast(ref Unsafe.Add(ref r, 4)));
            h = TLanes.Add(h, d);
            d = TLanes.T2(d, e, f, g);
            c = TLanes.T1(h, a, b, c, TLanes.Broadcast(ref Unsafe.Add(ref r, 5)));
            g = TLanes.Add(g, c);
            c = TLanes.T2(c, d, e, f);
            b = TLanes.T1(g, h, a, b, TLanes.Broadcast(ref Unsafe.Add(ref r, 6)));
            f = TLanes.Add(f, b);
            b = TLanes.T2(b, c, d, e);
            a = TLanes.T1(f, g, h, a, TLanes.Broadcast(ref Unsafe.Add(ref r, 7)));
            e = TLanes.Add(e, a);
            a = TLanes.T2(a, b, c, d);
        }

        state = TLanes.Add(a, state);
        Unsafe.Add(ref state, 1) = TLanes.Add(b, Unsafe.Add(ref state, 1));
        Unsafe.Add(ref state, 2) = TLanes.Add(c, Unsafe.Add(ref state, 2));
        Unsafe.Add(ref state, 3) = TLanes.Add(d, Unsafe.Add(ref state, 3));
        Unsafe.Add(ref state, 4) = TLanes.Add(e, Unsafe.Add(ref state, 4));
        Unsafe.Add(ref state, 5) = TLanes.Add(f, Unsafe.Add(ref state, 5));
        Unsafe.Add(ref state, 6) = TLanes.Add(g, Unsafe.Add(ref state, 6));
        Unsafe.Add(ref state, 7) = TLanes.Add(h, Unsafe.Add(ref state, 7));
    }

    /// <summary>The first of the vectors that do not cross cache lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe ref TVector Align<TVector>(ref Words<TVector> buffer)
        where TVector : struct
    {
        // The buffer is on the stack, which does not move.
        nuint size = (nuint)Unsafe.SizeOf<TVector>();
        return ref Unsafe.AsRef<TVector>((void*)(((nuint)Unsafe.AsPointer(ref buffer) + size - 1) & ~(size - 1)));
    }

    [InlineArray(BlockWords + StateWords + 1)]
    private struct Words<TVector>
        where TVector : struct
    {
        private TVector first;
    }
}
