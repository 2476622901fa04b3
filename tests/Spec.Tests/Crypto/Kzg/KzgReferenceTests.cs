using System.Numerics;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Tests.Crypto.Reference;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Kzg;

/// <summary>
/// <see cref="ManagedKzg"/> against the specification's formulas on big integers, on few blobs: a dense commitment costs the slow side a
/// second.
/// </summary>
public sealed class KzgReferenceTests
{
    private static readonly ManagedKzg Kzg = TestBlobs.Kzg;
    private static readonly byte[] Blob = TestBlobs.Random(11);
    private static readonly byte[] Commitment = Commit(Blob);

    [Fact]
    public void LinearCombinationsAreSumsOfMultiples() =>
        Gen.Select(CryptoInputs.G1Points, CryptoInputs.SmallScalars).Array[0, 5].Sample(
            pairs => Assert.Equal(
                pairs.Aggregate(BigPoint<BigFp>.Infinity, (sum, pair) => sum + pair.Item1.Multiply(pair.Item2)),
                BigProjective.LinearCombination([.. pairs.Select(pair => pair.Item1)], [.. pairs.Select(pair => pair.Item2)])),
            iter: 5);

    [Fact]
    public void CommitmentsAreTheLiteralOnes()
    {
        Assert.Equal(BigKzg.Commit(BigKzg.Coefficients(Blob)), Commitment);
        foreach (byte[] blob in (byte[][])[
            Sparse(1),
            Sparse(2),
            [.. Enumerable.Repeat(Integers.Bytes(BigFr.R - 1, 32), 4096).SelectMany(element => element)]
        ])
            Assert.Equal(BigKzg.Commit(BigKzg.Coefficients(blob)), Commit(blob));
    }

    [Fact]
    public void ProofsAndValuesAreTheLiteralOnes()
    {
        // A random point, zero, and points of the domain, where the quotient is a limit.
        BigInteger inside = BigPolynomial.RootsOfUnity(BigKzg.Size)[77];
        foreach ((
            byte[] blob,
            BigInteger z) in new[] { (Blob, BigInteger.Pow(3, 150)), (Sparse(3), 0), (Sparse(4), inside), (Blob, BigFr.R - 1) })
        {
            byte[] proof = new byte[48], y = new byte[32];
            Assert.True(Kzg.ComputeKzgProof(blob, Integers.Bytes(z, 32), proof, y).IsValid);
            (byte[] expectedProof, BigInteger expectedY) = BigKzg.Prove(blob, z);
            Assert.Equal(expectedY, Integers.FromBytes(y));
            Assert.Equal(expectedProof, proof);
        }
    }

    [Fact]
    public void VerificationFollowsTheLiteralEquation()
    {
        byte[] proof = new byte[48], y = new byte[32];
        BigInteger z = BigKzg.Challenge(Blob, Commitment);
        Assert.True(Kzg.ComputeKzgProof(Blob, Integers.Bytes(z, 32), proof, y).IsValid);
        byte[] blobProof = new byte[48];
        Assert.True(Kzg.ComputeBlobKzgProof(Blob, Commitment, blobProof).IsValid);
        Assert.Equal(proof, blobProof);

        // A sum of valid encodings: the commitment, and the same plus the generator, which is another polynomial's.
        byte[] other = BigG1.Encode(Decode(Commitment) + BigG1.Generator);
        foreach ((byte[] commitment, BigInteger value) in new[]
        {
            (Commitment, Integers.FromBytes(y)),
            (other, Integers.FromBytes(y)),
            (other, Integers.FromBytes(y) + 1)
        })
        {
            bool expected = BigKzg.Verify(Decode(commitment), z, BigFr.Mod(value), Decode(proof));
            Assert.Equal(value - Integers.FromBytes(y) == (commitment == other ? 1 : 0), expected);
            Assert.Equal(
                expected, Kzg.VerifyKzgProof(commitment, Integers.Bytes(z, 32), Integers.Bytes(BigFr.Mod(value), 32), proof).IsValid);
        }
    }

    [Fact]
    public void CellsAndTheirProofsAreTheLiteralOnes()
    {
        byte[] blob = Sparse(5);
        foreach ((byte[] source, int[] indices) in new[] { (Blob, new[] { 3 }), (blob, [0, 64, 127]) })
        {
            byte[] cells = new byte[2 * KzgSizes.BytesPerBlob], proofs = new byte[KzgSizes.CellsPerExtBlob * 48];
            Assert.True(Kzg.ComputeCellsAndKzgProofs(source, cells, proofs).IsValid);
            BigInteger[] coefficients = BigKzg.Coefficients(source);
            foreach (int index in indices)
            {
                (byte[] cell, byte[] proof) = BigKzg.ProveCell(coefficients, index);
                Assert.Equal(cell, cells.AsSpan(index * KzgSizes.BytesPerCell, KzgSizes.BytesPerCell).ToArray());
                Assert.Equal(proof, proofs.AsSpan(index * 48, 48).ToArray());
            }

            int first = indices[0];
            byte[] good = cells[(first * KzgSizes.BytesPerCell)..((first + 1) * KzgSizes.BytesPerCell)], bad =
                [.. good], opening = proofs[(first * 48)..((first + 1) * 48)];
            bad[31] ^= 1;
            byte[] commitment = Commit(source);
            foreach (byte[] bytes in (byte[][])[good, bad])
            {
                bool expected = BigKzg.VerifyCell(Decode(commitment), first, bytes, Decode(opening));
                Assert.Equal(bytes == good, expected);
                Assert.Equal(expected, Kzg.VerifyCellKzgProofBatch([commitment], [(ulong)first], [bytes], [opening]).IsValid);
            }
        }
    }

    /// <summary>A blob whose polynomial has six coefficients, the highest among them.</summary>
    private static byte[] Sparse(int seed)
    {
        Fr[] coefficients = new Fr[KzgSizes.FieldElementsPerBlob];
        for (int i = 0; i < 6; i++)
            coefficients[i == 0 ? coefficients.Length - 1 : (seed * 611 * i) % coefficients.Length] = TestBlobs.Element(seed, i);
        return TestBlobs.OfPolynomial(coefficients);
    }

    private static byte[] Commit(byte[] blob)
    {
        byte[] commitment = new byte[48];
        Assert.True(Kzg.BlobToKzgCommitment(blob, commitment).IsValid);
        return commitment;
    }

    private static BigPoint<BigFp> Decode(byte[] bytes)
    {
        Assert.Equal(PointError.None, BigG1.Decode(bytes, out BigPoint<BigFp> point));
        return point;
    }
}
