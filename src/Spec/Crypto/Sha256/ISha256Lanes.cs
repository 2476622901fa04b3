using System.Runtime.CompilerServices;

namespace Consensoor.Spec.Crypto;

/// <summary>
/// What the rounds need from a vector width: 32-bit arithmetic, and the way between nodes in memory and words in lanes. The steps made of
/// it are here.
/// </summary>
internal interface ISha256Lanes<TSelf, TVector>
    where TSelf : struct, ISha256Lanes<TSelf, TVector>
    where TVector : struct
{
    static abstract int Count { get; }

    static abstract TVector Broadcast(ref readonly uint value);

    static abstract TVector Add(TVector x, TVector y);

    static abstract TVector Choose(TVector x, TVector y, TVector z);

    static abstract TVector Majority(TVector x, TVector y, TVector z);

    static abstract TVector BigSigma0(TVector x);

    static abstract TVector BigSigma1(TVector x);

    static abstract TVector SmallSigma0(TVector x);

    static abstract TVector SmallSigma1(TVector x);

    /// <summary>
    /// Reads <see cref="Count"/> 64-byte nodes as big-endian words: word i of every node i times <paramref name="stride"/> vectors behind
    /// <paramref name="words"/>.
    /// </summary>
    static abstract void Load(ref byte nodes, ref TVector words, nuint stride);

    /// <summary>
    /// Writes the eight words of every lane, which lie <paramref name="stride"/> vectors apart, as <see cref="Count"/> 32-byte hashes.
    /// </summary>
    static abstract void Store(ref TVector state, nuint stride, ref byte parents);

    /// <summary>T1 of a round, given the sum of its constant and its word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual TVector T1(TVector e, TVector f, TVector g, TVector h, TVector kw) =>
        TSelf.Add(TSelf.Add(h, kw), TSelf.Add(TSelf.BigSigma1(e), TSelf.Choose(e, f, g)));

    /// <summary>T1 + T2 of a round.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual TVector T2(TVector t1, TVector a, TVector b, TVector c) =>
        TSelf.Add(t1, TSelf.Add(TSelf.BigSigma0(a), TSelf.Majority(a, b, c)));

    /// <summary>The word sixteen places on, from those here, one, nine and fourteen places on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual TVector Next(TVector w0, TVector w1, TVector w9, TVector w14) =>
        TSelf.Add(TSelf.Add(w0, TSelf.SmallSigma0(w1)), TSelf.Add(w9, TSelf.SmallSigma1(w14)));
}
