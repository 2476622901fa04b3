using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Crypto.Kzg;

/// <summary>KZG in managed code, on the setup of the mainnet ceremony. Safe for any number of threads; no operation keeps state.</summary>
/// <remarks>
/// Polynomials are turned into coefficients first thing: that costs two hundredths of a commitment, and then committing, opening (synthetic
/// division) and cell proofs all use the powers of the secret, and no point of evaluation is a special case.
/// </remarks>
public sealed partial class ManagedKzg : IKzg
{
    private readonly Lazy<TrustedSetup> setup;
    private readonly Lazy<Fk20> fk20;
    private readonly BlsEngine engine;

    /// <summary>
    /// Costs nothing yet: the setup is read by the first call that needs it, the table of cell proofs by the first that makes some.
    /// </summary>
    public ManagedKzg()
        : this(BlsEngine.Current)
    {
    }

    internal ManagedKzg(BlsEngine engine)
    {
        this.engine = engine;
        setup = new Lazy<TrustedSetup>(TrustedSetup.Load);
        fk20 = new Lazy<Fk20>(() => Fk20.Build(KzgEngine.Of(engine), setup.Value.G1Monomial.Span));
    }

    /// <summary>Makes the table of cell proofs now (seconds), so that the first proposal does not wait for it.</summary>
    public void Prepare() => _ = fk20.Value;

    /// <inheritdoc/>
    public KzgResult BlobToKzgCommitment(ReadOnlySpan<byte> blob, Span<byte> commitment)
    {
        using FrBuffer polynomial = FrBuffer.Rent(KzgSizes.FieldElementsPerBlob);
        KzgResult read = FrBytes.ReadBlob(blob, polynomial.Span);
        if (!read.IsValid)
            return read;
        FieldFft.Interpolate(polynomial.Span);
        Commit(polynomial.Span, commitment);
        return KzgResult.Valid;
    }

    /// <inheritdoc/>
    public KzgResult ComputeKzgProof(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> z, Span<byte> proof, Span<byte> y)
    {
        using FrBuffer polynomial = FrBuffer.Rent(KzgSizes.FieldElementsPerBlob);
        KzgResult read = FrBytes.ReadBlob(blob, polynomial.Span);
        if (!read.IsValid)
            return read;
        if (!FrBytes.TryRead(z, out Fr point))
            return KzgFault.FieldElement;
        Open(polynomial.Span, point, proof).Write(y);
        return KzgResult.Valid;
    }

    /// <inheritdoc/>
    public KzgResult ComputeBlobKzgProof(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> commitment, Span<byte> proof)
    {
        using FrBuffer polynomial = FrBuffer.Rent(KzgSizes.FieldElementsPerBlob);
        KzgResult read = FrBytes.ReadBlob(blob, polynomial.Span);
        if (!read.IsValid)
            return read;
        if (!KzgPoints.TryRead(commitment, out _))
            return KzgFault.Commitment;
        Open(polynomial.Span, KzgChallenges.OfBlob(blob, commitment), proof);
        return KzgResult.Valid;
    }

    /// <inheritdoc/>
    public KzgResult VerifyKzgProof(ReadOnlySpan<byte> commitment, ReadOnlySpan<byte> z, ReadOnlySpan<byte> y, ReadOnlySpan<byte> proof)
    {
        if (!KzgPoints.TryRead(commitment, out G1Affine committed))
            return KzgFault.Commitment;
        if (!FrBytes.TryRead(z, out Fr point))
            return KzgFault.FieldElement;
        if (!FrBytes.TryRead(y, out Fr value))
            return new KzgResult(KzgFault.FieldElement, 1);
        if (!KzgPoints.TryRead(proof, out G1Affine quotient))
            return KzgFault.Proof;
        return Verify([committed], [point], [value], [quotient], [Fr.One]);
    }

    /// <inheritdoc/>
    public KzgResult VerifyBlobKzgProof(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> commitment, ReadOnlySpan<byte> proof)
    {
        if (!KzgPoints.TryRead(commitment, out G1Affine committed))
            return KzgFault.Commitment;
        if (!KzgPoints.TryRead(proof, out G1Affine quotient))
            return KzgFault.Proof;
        KzgResult read = ReadOpening(blob, commitment, out Fr z, out Fr y);
        return read.IsValid ? Verify([committed], [z], [y], [quotient], [Fr.One]) : read;
    }

    /// <inheritdoc/>
    public KzgResult VerifyBlobKzgProofBatch(
        ReadOnlySpan<ReadOnlyMemory<byte>> blobs, ReadOnlySpan<ReadOnlyMemory<byte>> commitments, ReadOnlySpan<ReadOnlyMemory<byte>> proofs)
    {
        int count = blobs.Length;
        if (commitments.Length != count || proofs.Length != count)
            return KzgFault.CountsDiffer;
        int bad = KzgPoints.ReadAll(engine, commitments, out G1Affine[] committed);
        if (bad >= 0)
            return new KzgResult(KzgFault.Commitment, bad);
        bad = KzgPoints.ReadAll(engine, proofs, out G1Affine[] quotients);
        if (bad >= 0)
            return new KzgResult(KzgFault.Proof, bad);
        Fr[] zs = new Fr[count], ys = new Fr[count], weights = new Fr[count];
        for (int i = 0; i < count; i++)
        {
            KzgResult read = ReadOpening(blobs[i].Span, commitments[i].Span, out zs[i], out ys[i]);
            if (!read.IsValid)
                return read with { Index = i };
        }

        FillPowers(weights, KzgChallenges.OfBlobBatch(commitments, zs, ys, proofs));
        return Verify(committed, zs, ys, quotients, weights);
    }

    /// <summary>The challenge of a blob, and its polynomial's value there.</summary>
    private static KzgResult ReadOpening(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> commitment, out Fr z, out Fr y)
    {
        z = y = Fr.Zero;
        using FrBuffer polynomial = FrBuffer.Rent(KzgSizes.FieldElementsPerBlob);
        KzgResult read = FrBytes.ReadBlob(blob, polynomial.Span);
        if (!read.IsValid)
            return read;
        z = KzgChallenges.OfBlob(blob, commitment);
        y = FieldFft.EvaluateAt(polynomial.Span, z);
        return KzgResult.Valid;
    }

    /// <summary>Writes the proof that the polynomial (as values, used up) is the returned value at <paramref name="z"/>.</summary>
    private Fr Open(Span<Fr> polynomial, Fr z, Span<byte> proof)
    {
        FieldFft.Interpolate(polynomial);

        // Synthetic division by x - z: the quotient lands one place up, the remainder, which is the value at z, in place 0.
        for (int i = polynomial.Length - 2; i >= 0; i--)
            polynomial[i] += polynomial[i + 1] * z;
        Commit(polynomial[1..], proof);
        return polynomial[0];
    }

    private void Commit(ReadOnlySpan<Fr> coefficients, Span<byte> target)
    {
        G1Affine point = G1Msm.Multiply(engine, setup.Value.G1Monomial.Span[..coefficients.Length], coefficients).ToAffine();
        KzgPoints.Write(in point, target);
    }

    /// <summary>
    /// Whether every quotient opens its commitment at z to y, by one equation with the given weights w: with C, y, z, Q of each,
    /// e(sum w Q, [s]) = e(sum w (C - y [1] + z Q), [1]). It needs no multiplication in G2.
    /// </summary>
    private KzgResult Verify(
        ReadOnlySpan<G1Affine> commitments,
        ReadOnlySpan<Fr> zs,
        ReadOnlySpan<Fr> ys,
        ReadOnlySpan<G1Affine> quotients,
        ReadOnlySpan<Fr> weights)
    {
        int count = commitments.Length;
        G1Affine[] points = [.. commitments, .. quotients, setup.Value.G1Monomial.Span[0]];
        Fr[] scalars = new Fr[points.Length];
        for (int i = 0; i < count; i++)
        {
            scalars[i] = weights[i];
            scalars[count + i] = weights[i] * zs[i];
            scalars[^1] -= weights[i] * ys[i];
        }

        G1Jacobian left = G1Msm.Multiply(engine, quotients, weights);
        G1Jacobian right = G1Msm.Multiply(engine, points, scalars);
        return PairingsAgree(in left, setup.Value.G2Secret, in right) ? KzgResult.Valid : KzgFault.ProofDoesNotHold;
    }

    /// <summary>Whether e(left, leftOther) = e(right, [1]).</summary>
    private bool PairingsAgree(in G1Jacobian left, in G2Affine leftOther, in G1Jacobian right) =>
        Pairing.ProductIsOne([left.ToAffine(), (-right).ToAffine()], [leftOther, setup.Value.G2Generator]);

    private static void FillPowers(Span<Fr> powers, Fr factor)
    {
        Fr power = Fr.One;
        foreach (ref Fr element in powers)
        {
            element = power;
            power *= factor;
        }
    }
}
