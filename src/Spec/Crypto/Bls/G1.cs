namespace Consensoor.Spec.Crypto.Bls;

/// <summary>The group G1, y^2 = x^3 + 4 over Fp: generator, subgroup test, compressed form (48 bytes).</summary>
internal static class G1
{
    internal const int CompressedSize = Fp.Size;

    internal static readonly G1Affine Generator = new(
        Fp.FromHex("17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"),
        Fp.FromHex("08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1"));

    internal static readonly Fp B = Fp.FromUInt64(4);

    /// <summary>The cube root of unity for which (x, y) to (beta x, y) multiplies by -z^2.</summary>
    internal static readonly Fp Beta =
        Fp.FromHex("5f19672fdf76ce51ba69c6076a0f77eaddb3a93be6f89688de17d813620a00022e01fffffffefffe");

    /// <summary>Reads a compressed point with every check: flags, range, curve, subgroup. Infinity is a point.</summary>
    internal static PointError Decode(ReadOnlySpan<byte> bytes, out G1Affine point)
    {
        PointError error = DecodeOnCurve(bytes, out point);
        if (error == PointError.None && !IsInSubgroup(in point))
            error = PointError.NotInSubgroup;
        if (error != PointError.None)
            point = default;
        return error;
    }

    /// <summary>Reads a compressed point without the subgroup test.</summary>
    internal static PointError DecodeOnCurve(ReadOnlySpan<byte> bytes, out G1Affine point)
    {
        point = default;
        Span<byte> coordinate = stackalloc byte[CompressedSize];
        PointError error = Compressed.Open(bytes, coordinate, out PointFlags flags);
        if (error != PointError.None || (flags & PointFlags.Infinity) != 0)
            return error;
        if (!Fp.TryRead(coordinate, out Fp x))
            return PointError.NotCanonical;
        if (!((x.Square() * x) + B).TrySqrt(out Fp y))
            return PointError.NotOnCurve;
        bool larger = (flags & PointFlags.LargerY) != 0;
        point = new G1Affine(in x, y.IsLarger() == larger ? y : -y);
        return PointError.None;
    }

    /// <summary>Writes the compressed form, 48 bytes.</summary>
    internal static void Encode(in G1Affine point, Span<byte> bytes)
    {
        PointFlags flags = PointFlags.Compressed;
        point.X.Write(bytes);
        if (point.IsInfinity)
            flags |= PointFlags.Infinity;
        else if (point.Y.IsLarger())
            flags |= PointFlags.LargerY;
        bytes[0] |= (byte)flags;
    }

    internal static bool IsOnCurve(in G1Affine point) =>
        point.IsInfinity || point.Y.Square() == (point.X.Square() * point.X) + B;

    /// <summary>
    /// Whether a point of the curve has order r: the endomorphism (x, y) to (beta x, y) acts as -z^2 on G1 and on no other point
    /// (M. Scott, "A note on group membership tests for G1, G2 and GT on BLS pairing-friendly curves").
    /// </summary>
    internal static bool IsInSubgroup(in G1Affine point)
    {
        if (point.IsInfinity)
            return true;
        G1Jacobian multiple = new G1Jacobian(in point).MultiplySparse(CurveParameter.Magnitude).MultiplySparse(CurveParameter.Magnitude);
        return multiple.Equals(new G1Affine(point.X * Beta, -point.Y));
    }

    /// <summary>z^2 times a point of the subgroup, z being the curve's parameter, for the price of one product.</summary>
    internal static G1Jacobian MultiplyByParameterSquared(in G1Jacobian point) => new(point.X * Beta, -point.Y, in point.Z);
}
