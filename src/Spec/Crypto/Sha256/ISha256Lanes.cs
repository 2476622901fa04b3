namespace Consensoor.Spec.Crypto;

/// <summary>What the rounds need from a vector width: 32-bit arithmetic, and the way between nodes in memory and words in lanes.</summary>
internal interface ISha256Lanes<TVector>
    where TVector : struct
{
    static abstract int Count { get; }

    static abstract TVector Broadcast(uint value);

    static abstract TVector Add(TVector x, TVector y);

    static abstract TVector Choose(TVector x, TVector y, TVector z);

    static abstract TVector Majority(TVector x, TVector y, TVector z);

    static abstract TVector BigSigma0(TVector x);

    static abstract TVector BigSigma1(TVector x);

    static abstract TVector SmallSigma0(TVector x);

    static abstract TVector SmallSigma1(TVector x);

    /// <summary>Reads <see cref="Count"/> 64-byte nodes as big-endian words: word i of every node into <paramref name="words"/>[i].</summary>
    static abstract void Load(ref byte nodes, Span<TVector> words);

    /// <summary>Writes the eight words of every lane as <see cref="Count"/> 32-byte hashes.</summary>
    static abstract void Store(ReadOnlySpan<TVector> state, ref byte parents);
}
