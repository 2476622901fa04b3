namespace Consensoor.Spec.Crypto.Bls;

/// <summary>What the compressed forms of both groups have in common: three flags in the first byte, and one form of infinity.</summary>
internal static class Compressed
{
    /// <summary>
    /// Checks length and flags and copies the coordinate without them; infinity, whose form has no coordinate, is told by its flag.
    /// </summary>
    internal static PointError Open(ReadOnlySpan<byte> bytes, Span<byte> coordinate, out PointFlags flags)
    {
        flags = default;
        if (bytes.Length != coordinate.Length)
            return PointError.WrongLength;
        flags = (PointFlags)bytes[0] & PointFlags.All;
        if ((flags & PointFlags.Compressed) == 0)
            return PointError.NotCompressed;
        bytes.CopyTo(coordinate);
        coordinate[0] &= (byte)~PointFlags.All;
        if ((flags & PointFlags.Infinity) == 0)
            return PointError.None;
        return flags == (PointFlags.Compressed | PointFlags.Infinity) && coordinate.IndexOfAnyExcept((byte)0) < 0
            ? PointError.None
            : PointError.MalformedInfinity;
    }
}
