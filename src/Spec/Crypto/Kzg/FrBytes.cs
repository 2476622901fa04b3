using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Crypto.Kzg;

/// <summary>Field elements as 32 big-endian bytes (<c>deneb/polynomial-commitments.md#bytes_to_bls_field</c>).</summary>
internal static class FrBytes
{
    /// <summary>
    /// Reads as many elements as <paramref name="elements"/> holds; returns the position of the first one not below the modulus, or -1.
    /// </summary>
    public static int Read(ReadOnlySpan<byte> bytes, Span<Fr> elements)
    {
        for (int i = 0; i < elements.Length; i++)
        {
            if (!Fr.TryRead(bytes.Slice(i * KzgSizes.BytesPerFieldElement, KzgSizes.BytesPerFieldElement), out elements[i]))
                return i;
        }

        return -1;
    }

    /// <summary>Reads a blob: 4096 elements.</summary>
    public static KzgResult ReadBlob(ReadOnlySpan<byte> blob, Span<Fr> elements)
    {
        if (blob.Length != KzgSizes.BytesPerBlob)
            return KzgFault.BlobLength;
        int bad = Read(blob, elements);
        return bad < 0 ? KzgResult.Valid : new KzgResult(KzgFault.FieldElement, bad);
    }

    /// <summary>Reads a single element.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Fr element)
    {
        element = Fr.Zero;
        return bytes.Length == KzgSizes.BytesPerFieldElement && Fr.TryRead(bytes, out element);
    }

    /// <summary>Reads a constant, or what is known to be below the modulus.</summary>
    public static Fr Trusted(ReadOnlySpan<byte> bytes) =>
        Fr.TryRead(bytes, out Fr element) ? element : throw new ArgumentException("not below the modulus", nameof(bytes));

    /// <summary>Writes all <paramref name="elements"/>.</summary>
    public static void Write(ReadOnlySpan<Fr> elements, Span<byte> bytes)
    {
        for (int i = 0; i < elements.Length; i++)
            elements[i].Write(bytes.Slice(i * KzgSizes.BytesPerFieldElement, KzgSizes.BytesPerFieldElement));
    }
}
