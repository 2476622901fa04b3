namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>
/// What the curve formulas need of a field with an element in each lane, and of the curve over it. T is an element in each lane, S a single
/// one.
/// </summary>
internal unsafe interface ILaneField<T, S, V>
    where T : unmanaged
    where S : struct, IField<S>
    where V : unmanaged
{
    /// <summary>Bytes of an encoded element.</summary>
    static abstract int Size { get; }

    /// <summary>Puts an element into a lane; <see cref="Enter"/> finishes it.</summary>
    static abstract void Put(T* r, int lane, in S value);

    /// <summary>Puts an encoded element into a lane; <see cref="EnterIntegers"/> finishes it. Refuses one that is not canonical.</summary>
    static abstract bool TryPut(T* r, int lane, ReadOnlySpan<byte> bytes);

    static abstract void Enter(T* r, Scratch scratch);

    static abstract void EnterIntegers(T* r, Scratch scratch);

    /// <summary>Makes tight elements ready for <see cref="Take"/>.</summary>
    static abstract void Leave(T* r, T* a, Scratch scratch);

    /// <summary>The element of a lane after <see cref="Leave"/>.</summary>
    static abstract S Take(T* r, int lane);

    static abstract void One(T* r);

    static abstract void Add(T* r, T* a, T* b);

    static abstract void Subtract(T* r, T* a, T* b);

    static abstract void Negate(T* r, T* a);

    static abstract void Scale(T* r, T* a, double factor);

    static abstract void AddScaled(T* r, T* a, T* b, double factor);

    static abstract void Normalize(T* r, T* a);

    static abstract void Multiply(T* r, T* a, T* b, Scratch scratch);

    static abstract void MultiplyPair(T* r0, T* r1, T* a0, T* b0, T* a1, T* b1, Scratch scratch);

    static abstract void Square(T* r, T* a, Scratch scratch);

    static abstract void SquarePair(T* r0, T* r1, T* a0, T* a1, Scratch scratch);

    static abstract void Inverse(T* r, T* a, Scratch scratch);

    /// <summary>Times three times the constant of y^2 = x^3 + b; not tight.</summary>
    static abstract void TimesThreeB(T* r, T* a);

    static abstract V IsZero(T* a, Scratch scratch);

    static abstract V AreEqual(T* a, T* b, Scratch scratch);

    /// <summary>A square root of each of some elements where there is one, and a mask of the lanes that have one.</summary>
    static abstract void Sqrt(T* r, V* isSquare, T* a, int count, Scratch scratch);

    /// <summary>The lanes whose element is the larger of itself and its negative, in the order of compressed points.</summary>
    static abstract uint AreLarger(T* a, Scratch scratch);

    /// <summary>The constant b of y^2 = x^3 + b.</summary>
    static abstract void CurveConstant(T* r);

    /// <summary>The lanes whose point of the curve, given with Z = 1, has order r.</summary>
    static abstract uint AreInSubgroup(PointV<T>* p, Scratch scratch);

    /// <summary>z^2 times points of the subgroup, z being the curve's parameter, for the price of a product.</summary>
    static abstract void MultiplyByParameterSquared(PointV<T>* r, PointV<T>* a, Scratch scratch);

    /// <summary>The same of one point outside of lanes.</summary>
    static abstract JacobianPoint<S> MultiplyByParameterSquared(in JacobianPoint<S> point);

    /// <summary>A mask's lanes as bits, lane 0 lowest.</summary>
    static abstract uint Bits(V mask);

    static abstract void Select(T* r, V mask, T* a, T* b);

    static abstract void NegateWhere(T* r, V mask, T* a);
}
