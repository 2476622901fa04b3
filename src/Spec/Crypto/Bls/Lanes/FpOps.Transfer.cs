namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <content>Into lanes and out of them. Stored forms differ by the power of two, so that a way costs a product for all lanes
/// together.</content>
internal unsafe readonly partial struct FpOps<L, V>
{
    /// <summary>2^376, from times 2^392 to times 2^384.</summary>
    private static readonly LaneConstant FromFp = LaneConstant.Raw("01" + new string('0', 94));

    /// <summary>2^392 mod p.</summary>
    private static readonly LaneConstant ToFp =
        LaneConstant.Raw("577a659fcfa012ca7c515d98f1297bb09b09b42da0f73e037669f83a2090c7212e00cde6d2002b119d800000347fcb8");

    /// <summary>2^768 mod p.</summary>
    private static readonly LaneConstant FromInteger =
        LaneConstant.Raw("11988fe592cae3aa9a793e85b519952d67eb88a9939d83c08de5476c4c95b6d50a76e6a609d104f1f4df1f341c341746");

    /// <summary>1.</summary>
    private static readonly LaneConstant ToInteger = LaneConstant.Raw("1");

    internal static readonly LaneConstant Unit = new(Fp.One);

    public static int Size => Fp.Size;

    public static void Put(FpV<V>* r, int lane, in Fp value) => FpTransfer.Write(in value, Lane(r, lane), L.Count);

    public static bool TryPut(FpV<V>* r, int lane, ReadOnlySpan<byte> bytes) => FpTransfer.TryWrite(bytes, Lane(r, lane), L.Count);

    public static void Enter(FpV<V>* r, Scratch scratch) => MultiplyBy(r, in FromFp, scratch);

    public static void EnterIntegers(FpV<V>* r, Scratch scratch) => MultiplyBy(r, in FromInteger, scratch);

    public static void Leave(FpV<V>* r, FpV<V>* a, Scratch scratch)
    {
        Copy(r, a);
        MultiplyBy(r, in ToFp, scratch);
    }

    public static Fp Take(FpV<V>* r, int lane) => FpTransfer.Read(Lane(r, lane), L.Count);

    /// <summary>
    /// The integers between -p and p of tight elements: in magnitude at most some 2^-15 p more than p / 2, of which <see cref="Signs"/>
    /// makes residues.
    /// </summary>
    internal static void LeaveAsIntegers(FpV<V>* r, FpV<V>* a, Scratch scratch)
    {
        Copy(r, a);
        MultiplyBy(r, in ToInteger, scratch);
    }

    /// <summary>Which residues are above p / 2 and which are odd, of what <see cref="LeaveAsIntegers"/> gave; a bit for a lane.</summary>
    internal static void Signs(FpV<V>* integers, out uint larger, out uint odd)
    {
        (larger, odd) = (0, 0);
        for (int lane = 0; lane < L.Count; lane++)
        {
            FpTransfer.ReadSigns(Lane(integers, lane), L.Count, out bool isLarger, out bool isOdd);
            if (isLarger)
                larger |= 1u << lane;
            if (isOdd)
                odd |= 1u << lane;
        }
    }

    internal static void Copy(FpV<V>* r, FpV<V>* a) => *r = *a;

    internal static void MultiplyBy(FpV<V>* r, in LaneConstant constant, Scratch scratch)
    {
        FpV<V>* factor = scratch.Take<FpV<V>>();
        Broadcast(factor, in constant);
        Multiply(r, r, factor, scratch);
    }

    private static Span<double> Lane(FpV<V>* r, int lane) => new((double*)r + lane, (FpShape.Limbs * L.Count) - lane);
}
