using System.Reflection;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Crypto.Kzg;

/// <summary>
/// The powers of the ceremony's secret s in the groups: <c>KZG_SETUP_G1_MONOMIAL</c> and what is needed of <c>KZG_SETUP_G2_MONOMIAL</c>.
/// Part of the assembly and trusted, so no point is checked. There is no <c>KZG_SETUP_G1_LAGRANGE</c>: polynomials are committed to by
/// their coefficients.
/// </summary>
internal sealed class TrustedSetup
{
    private const string ResourceName = "trusted_setup_4096.bin";
    private const int G1Length = 2 * Fp.Size;
    private const int G2Length = 2 * Fp.Size;

    private TrustedSetup(ReadOnlySpan<byte> bytes)
    {
        G1Affine[] powers = new G1Affine[KzgSizes.FieldElementsPerBlob];
        for (int i = 0; i < powers.Length; i++, bytes = bytes[G1Length..])
            powers[i] = ReadG1(bytes);
        G1Monomial = powers;
        G2Generator = ReadG2(bytes, 0);
        G2Secret = ReadG2(bytes, 1);
        G2SecretToCellSize = ReadG2(bytes, KzgSizes.FieldElementsPerCell);
    }

    /// <summary>s^i in G1, i from 0 to 4095.</summary>
    public ReadOnlyMemory<G1Affine> G1Monomial { get; }

    /// <summary>The generator of G2, for the secret's power 0.</summary>
    public G2Affine G2Generator { get; }

    /// <summary>The generator of G2 times the secret s of the setup.</summary>
    public G2Affine G2Secret { get; }

    /// <summary>The generator of G2 times s^64, by which cell proofs of 64 elements are checked.</summary>
    public G2Affine G2SecretToCellSize { get; }

    /// <summary>Reads the setup embedded in this assembly: some milliseconds.</summary>
    public static TrustedSetup Load()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"the assembly was built without {ResourceName}");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new TrustedSetup(bytes);
    }

    private static G1Affine ReadG1(ReadOnlySpan<byte> bytes) =>
        Fp.TryRead(bytes[..Fp.Size], out Fp x) && Fp.TryRead(bytes.Slice(Fp.Size, Fp.Size), out Fp y)
            ? new G1Affine(in x, in y)
            : throw new InvalidOperationException($"{ResourceName} is damaged");

    private static G2Affine ReadG2(ReadOnlySpan<byte> bytes, int power) =>
        G2.DecodeOnCurve(bytes.Slice(power * G2Length, G2Length), out G2Affine point) == PointError.None
            ? point
            : throw new InvalidOperationException($"{ResourceName} is damaged");
}
