namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>
/// Arithmetic in Fp. What <see cref="Multiply"/>, <see cref="Square"/> and <see cref="Normalize"/> give is tight: limbs of at most 2^47
/// (and a little more) and a value of at most some p. Sums and differences are not; how far they may grow says <see cref="ILanes{V}"/>.
/// Operands and result may be the same.
/// </summary>
internal unsafe readonly partial struct FpOps<L, V> : ILaneField<FpV<V>, Fp, V>
    where L : struct, ILanes<V>
    where V : unmanaged
{
    internal static void Broadcast(FpV<V>* r, in LaneConstant value)
    {
        for (int i = 0; i < FpShape.Limbs; i++)
            (*r)[i] = L.Broadcast(value.Limbs[i]);
    }

    public static void One(FpV<V>* r) => Broadcast(r, in Unit);

    public static void Add(FpV<V>* r, FpV<V>* a, FpV<V>* b)
    {
        V* to = (V*)r, x = (V*)a, y = (V*)b;
        for (int i = 0; i < FpShape.Limbs; i++)
            to[i] = L.Add(x[i], y[i]);
    }

    public static void Subtract(FpV<V>* r, FpV<V>* a, FpV<V>* b)
    {
        V* to = (V*)r, x = (V*)a, y = (V*)b;
        for (int i = 0; i < FpShape.Limbs; i++)
            to[i] = L.Subtract(x[i], y[i]);
    }

    public static void Negate(FpV<V>* r, FpV<V>* a)
    {
        V* to = (V*)r, x = (V*)a;
        for (int i = 0; i < FpShape.Limbs; i++)
            to[i] = L.Subtract(L.Broadcast(0), x[i]);
    }

    /// <summary>a times a small integer.</summary>
    public static void Scale(FpV<V>* r, FpV<V>* a, double factor)
    {
        V* to = (V*)r, x = (V*)a;
        V by = L.Broadcast(factor);
        for (int i = 0; i < FpShape.Limbs; i++)
            to[i] = L.Multiply(x[i], by);
    }

    /// <summary>a + factor b, factor being a small integer.</summary>
    public static void AddScaled(FpV<V>* r, FpV<V>* a, FpV<V>* b, double factor)
    {
        V* to = (V*)r, x = (V*)a, y = (V*)b;
        V by = L.Broadcast(factor);
        for (int i = 0; i < FpShape.Limbs; i++)
            to[i] = L.MultiplyAdd(y[i], by, x[i]);
    }

    public static void Multiply(FpV<V>* r, FpV<V>* a, FpV<V>* b, Scratch scratch) => L.Product((V*)r, (V*)a, (V*)b, scratch.Take<V>(16));

    public static void MultiplyPair(FpV<V>* r0, FpV<V>* r1, FpV<V>* a0, FpV<V>* b0, FpV<V>* a1, FpV<V>* b1, Scratch scratch) =>
        L.ProductPair((V*)r0, (V*)r1, (V*)a0, (V*)b0, (V*)a1, (V*)b1, scratch.Take<V>(32));

    public static void Square(FpV<V>* r, FpV<V>* a, Scratch scratch) => Multiply(r, a, a, scratch);

    public static void SquarePair(FpV<V>* r0, FpV<V>* r1, FpV<V>* a0, FpV<V>* a1, Scratch scratch) =>
        MultiplyPair(r0, r1, a0, a0, a1, a1, scratch);

    /// <summary>Makes a sum of up to thirty tight elements tight.</summary>
    public static void Normalize(FpV<V>* r, FpV<V>* a) => L.Normalize((V*)r, (V*)a);

    /// <summary>All ones in the lanes whose element is zero modulo p.</summary>
    public static V IsZero(FpV<V>* a, Scratch scratch)
    {
        FpV<V>* form = scratch.Take<FpV<V>>();
        Normalize(form, a);
        V* limbs = (V*)form;
        L.Carry(limbs);
        V any = limbs[0];
        for (int i = 1; i < FpShape.Limbs; i++)
            any = L.Or(any, limbs[i]);

        // A value below p in magnitude is zero modulo p only if it is 0, of which carries leave zero limbs: of either sign, so magnitudes
        // are what counts.
        return L.IsZero(L.And(any, L.Broadcast(BitConverter.Int64BitsToDouble(long.MaxValue))));
    }

    public static V AreEqual(FpV<V>* a, FpV<V>* b, Scratch scratch)
    {
        FpV<V>* difference = scratch.Take<FpV<V>>();
        Subtract(difference, a, b);
        return IsZero(difference, scratch);
    }

    public static uint Bits(V mask) => L.SignBits(mask);

    public static void Select(FpV<V>* r, V mask, FpV<V>* a, FpV<V>* b)
    {
        V* to = (V*)r, x = (V*)a, y = (V*)b;
        for (int i = 0; i < FpShape.Limbs; i++)
            to[i] = L.Select(mask, x[i], y[i]);
    }

    /// <summary>a, negated in the lanes of the mask.</summary>
    public static void NegateWhere(FpV<V>* r, V mask, FpV<V>* a)
    {
        V* to = (V*)r, x = (V*)a;
        V sign = L.And(mask, L.Broadcast(-0.0));
        for (int i = 0; i < FpShape.Limbs; i++)
            to[i] = L.Xor(x[i], sign);
    }
}
