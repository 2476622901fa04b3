using System.Buffers.Binary;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using PlatformSha256 = System.Security.Cryptography.SHA256;

namespace Consensoor.Spec.Tests.Crypto.Kzg;

/// <summary>Blobs that need no file: random ones from a seed, and those of known polynomials.</summary>
internal static class TestBlobs
{
    /// <summary>Shared by all tests: its table of cell proofs takes seconds to make.</summary>
    public static ManagedKzg Kzg { get; } = new();

    public static Fr Element(int seed, int index)
    {
        byte[] input = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(input, seed);
        BinaryPrimitives.WriteInt32BigEndian(input.AsSpan(4), index);
        return Fr.FromBytesReduced(PlatformSha256.HashData(input));
    }

    public static Fr[] Elements(int seed, int count) => [.. Enumerable.Range(0, count).Select(i => Element(seed, i))];

    public static byte[] Random(int seed) => Write(Elements(seed, KzgSizes.FieldElementsPerBlob));

    /// <summary>The blob whose polynomial has these coefficients, the rest being zero.</summary>
    public static byte[] OfPolynomial(params ReadOnlySpan<Fr> coefficients)
    {
        Fr[] values = new Fr[KzgSizes.FieldElementsPerBlob];
        coefficients.CopyTo(values);
        FieldFft.Evaluate(values);
        return Write(values);
    }

    public static byte[] Write(ReadOnlySpan<Fr> elements)
    {
        byte[] bytes = new byte[elements.Length * KzgSizes.BytesPerFieldElement];
        FrBytes.Write(elements, bytes);
        return bytes;
    }
}
