namespace Consensoor.Spec.Crypto.Bls;

/// <summary>The group G2, y^2 = x^3 + 4 (1 + u) over Fp2: generator, subgroup test, compressed form (96 bytes).</summary>
internal static class G2
{
    internal const int CompressedSize = 2 * Fp.Size;

    internal static readonly G2Affine Generator = new(
        new Fp2(
            Fp.FromHex("024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"),
            Fp.FromHex("13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e")),
        new Fp2(
            Fp.FromHex("0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801"),
            Fp.FromHex("0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be")));

    internal static readonly Fp2 B = new(Fp.FromUInt64(4), Fp.FromUInt64(4));

    /// <summary>(1 + u)^(-(p - 1) / 3), which is imaginary.</summary>
    internal static readonly Fp2 PsiX = new(
        Fp.Zero,
        Fp.FromHex("1a0111ea397fe699ec02408663d4de85aa0d857d89759ad4897d29650fb85f9b409427eb4f49fffd8bfd00000000aaad"));

    /// <summary>(1 + u)^(-(p - 1) / 2).</summary>
    internal static readonly Fp2 PsiY = new(
        Fp.FromHex("135203e60180a68ee2e9c448d77a2cd91c3dedd930b1cf60ef396489f61eb45e304466cf3e67fa0af1ee7b04121bdea2"),
        Fp.FromHex("06af0e0437ff400b6831e36d6bd17ffe48395dabc2d3435e77f76e17009241c5ee67992f72ec05f4c81084fbede3cc09"));

    /// <summary>PsiX times its conjugate: the factor of x when psi is applied twice, where y only changes its sign.</summary>
    internal static readonly Fp PsiSquaredX =
        Fp.FromHex("1a0111ea397fe699ec02408663d4de85aa0d857d89759ad4897d29650fb85f9b409427eb4f49fffd8bfd00000000aaac");

    /// <summary>Reads a compressed point with every check: flags, range, curve, subgroup. Infinity is a point.</summary>
    internal static PointError Decode(ReadOnlySpan<byte> bytes, out G2Affine point)
    {
        PointError error = DecodeOnCurve(bytes, out point);
        if (error == PointError.None && !IsInSubgroup(in point))
            error = PointError.NotInSubgroup;
        if (error != PointError.None)
            point = default;
        return error;
    }

    /// <summary>Reads a compressed point without the subgroup test. The coefficient of u comes first.</summary>
    internal static PointError DecodeOnCurve(ReadOnlySpan<byte> bytes, out G2Affine point)
    {
        point = default;
        Span<byte> coordinate = stackalloc byte[CompressedSize];
        PointError error = Compressed.Open(bytes, coordinate, out PointFlags flags);
        if (error != PointError.None || (flags & PointFlags.Infinity) != 0)
            return error;
        if (!Fp.TryRead(coordinate[..Fp.Size], out Fp x1) || !Fp.TryRead(coordinate[Fp.Size..], out Fp x0))
            return PointError.NotCanonical;
        var x = new Fp2(in x0, in x1);
        if (!((x.Square() * x) + B).TrySqrt(out Fp2 y))
            return PointError.NotOnCurve;
        bool larger = (flags & PointFlags.LargerY) != 0;
        point = new G2Affine(in x, y.IsLarger() == larger ? y : -y);
        return PointError.None;
    }

    /// <summary>Writes the compressed form, 96 bytes.</summary>
    internal static void Encode(in G2Affine point, Span<byte> bytes)
    {
        PointFlags flags = PointFlags.Compressed;
        point.X.C1.Write(bytes);
        point.X.C0.Write(bytes[Fp.Size..]);
        if (point.IsInfinity)
            flags |= PointFlags.Infinity;
        else if (point.Y.IsLarger())
            flags |= PointFlags.LargerY;
        bytes[0] |= (byte)flags;
    }

    internal static bool IsOnCurve(in G2Affine point) =>
        point.IsInfinity || point.Y.Square() == (point.X.Square() * point.X) + B;

    /// <summary>
    /// Whether a point of the curve has order r: psi acts as z on G2 and on no other point
    /// (M. Scott, "A note on group membership tests for G1, G2 and GT on BLS pairing-friendly curves").
    /// </summary>
    internal static bool IsInSubgroup(in G2Affine point)
    {
        if (point.IsInfinity)
            return true;
        var whole = new G2Jacobian(in point);
        return whole.MultiplySparse(CurveParameter.Magnitude).Equals(-Psi(in whole));
    }

    /// <summary>The endomorphism psi: untwist, Frobenius, twist.</summary>
    internal static G2Jacobian Psi(in G2Jacobian point) =>
        new(point.X.Conjugate() * PsiX, point.Y.Conjugate() * PsiY, point.Z.Conjugate());

    /// <summary>psi applied twice.</summary>
    internal static G2Jacobian PsiSquared(in G2Jacobian point) =>
        new(point.X * PsiSquaredX, -point.Y, in point.Z);

    /// <summary>
    /// The multiple of a point of the group by a secret scalar that is not zero: the same operations and the same memory accesses for every
    /// scalar. No sum on the way has equal or opposite terms, since the point's own multiple among them is even on one side and odd on the
    /// other.
    /// </summary>
    internal static G2Jacobian MultiplyConstantTime(in G2Jacobian point, in Fr scalar)
    {
        var digits = new PsiScalar(in scalar);
        G2Jacobian psiSquared = PsiSquared(in point);
        Span<G2Jacobian> sums = new G2Jacobian[8];
        sums[0] = point;
        sums[1] = point + -Psi(in point);
        for (int i = 0; i < 2; i++)
            sums[2 + i] = sums[i] + psiSquared;
        G2Jacobian psiCubed = -Psi(in psiSquared);
        for (int i = 0; i < 4; i++)
            sums[4 + i] = sums[i] + psiCubed;

        G2Jacobian result = Pick(sums, digits.Values[PsiScalar.Length - 1]);
        for (int i = PsiScalar.Length - 2; i >= 0; i--)
            result = result.Double() + Pick(sums, digits.Values[i]);
        result = G2Jacobian.Select(digits.IsNegated, -result, in result);
        digits.Clear();
        return result;
    }

    private static G2Jacobian Pick(ReadOnlySpan<G2Jacobian> sums, byte digit)
    {
        G2Jacobian sum = sums[0];
        for (int i = 1; i < sums.Length; i++)
            sum = G2Jacobian.Select(unchecked((ulong)(((long)(i ^ (digit & 7)) - 1) >> 63)), in sums[i], in sum);
        return G2Jacobian.Select(unchecked(0 - ((ulong)digit >> 3)), -sum, in sum);
    }
}
