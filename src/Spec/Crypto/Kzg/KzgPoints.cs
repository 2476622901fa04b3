using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Crypto.Kzg;

/// <summary>Commitments and proofs as 48 bytes (<c>deneb/polynomial-commitments.md#validate_kzg_g1</c>).</summary>
internal static class KzgPoints
{
    /// <summary>Reads a point of the subgroup, infinity included.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out G1Affine point) => G1.Decode(bytes, out point) == PointError.None;

    /// <summary>Reads points of the subgroup; the index of the first that is none, or -1.</summary>
    public static int ReadAll(BlsEngine engine, ReadOnlySpan<ReadOnlyMemory<byte>> encodings, out G1Affine[] points)
    {
        points = new G1Affine[encodings.Length];
        byte[] bytes = new byte[encodings.Length * G1.CompressedSize];
        int count = 0;
        for (; count < encodings.Length && encodings[count].Length == G1.CompressedSize; count++)
            encodings[count].Span.CopyTo(bytes.AsSpan(count * G1.CompressedSize));
        var errors = new PointError[count];
        engine.DecodeG1(bytes.AsSpan(0, count * G1.CompressedSize), points.AsSpan(0, count), errors);
        int bad = errors.AsSpan().IndexOfAnyExcept(PointError.None);
        return bad < 0 && count < encodings.Length ? count : bad;
    }

    /// <summary>Writes the compressed form.</summary>
    public static void Write(in G1Affine point, Span<byte> bytes) => G1.Encode(in point, bytes);
}
