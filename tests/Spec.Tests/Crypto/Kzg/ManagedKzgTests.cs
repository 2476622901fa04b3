using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Kzg;

public class ManagedKzgTests
{
    private const string Generator = "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb";

    // The second of the ceremony's public points.
    private const string Secret = "ad3eb50121139aa34db1d545093ac9374ab7bca2c0f3bf28e27c8dcd8fc7cb42d25926fc0c97b336e9f0fb35e5a04c81";

    private static readonly ManagedKzg Kzg = TestBlobs.Kzg;
    private static readonly byte[] Infinity = [0xC0, .. new byte[47]];

    [Fact]
    public void CommitmentsToKnownPolynomials()
    {
        Assert.Equal(Convert.ToHexStringLower(Infinity), Commit(new byte[KzgSizes.BytesPerBlob]));
        Assert.Equal(Generator, Commit(TestBlobs.OfPolynomial(Fr.One)));
        Assert.Equal(Secret, Commit(TestBlobs.OfPolynomial(Fr.Zero, Fr.One)));
    }

    [Fact]
    public void AProofAtAPointHoldsForThatValueOnly()
    {
        byte[] blob = TestBlobs.Random(1), commitment = Convert.FromHexString(Commit(blob));

        // A random point, and 1, which is in the domain: the value there is the blob's first element.
        foreach (Fr point in (Fr[])[TestBlobs.Element(2, 0), Fr.One])
        {
            byte[] z = TestBlobs.Write([point]), y = new byte[32], proof = new byte[48];
            Assert.True(Kzg.ComputeKzgProof(blob, z, proof, y).IsValid);
            if (point == Fr.One)
                Assert.Equal(blob[..32], y);
            Assert.Equal(KzgFault.None, Kzg.VerifyKzgProof(commitment, z, y, proof).Fault);
            Assert.Equal(KzgFault.ProofDoesNotHold, Kzg.VerifyKzgProof(commitment, y, z, proof).Fault);
            Assert.Equal(KzgFault.ProofDoesNotHold, Kzg.VerifyKzgProof(commitment, z, y, commitment).Fault);
            Assert.Equal(KzgFault.ProofDoesNotHold, Kzg.VerifyKzgProof(proof, z, y, proof).Fault);
        }
    }

    [Fact]
    public void BlobProofsHoldAloneAndTogether()
    {
        byte[][] blobs = [TestBlobs.Random(1), TestBlobs.Random(2), new byte[KzgSizes.BytesPerBlob]];
        byte[][] commitments = [.. blobs.Select(blob => Convert.FromHexString(Commit(blob)))];
        byte[][] proofs = [.. blobs.Select((blob, i) => Prove(blob, commitments[i]))];
        for (int i = 0; i < blobs.Length; i++)
            Assert.True(Kzg.VerifyBlobKzgProof(blobs[i], commitments[i], proofs[i]).IsValid);
        Assert.True(Kzg.VerifyBlobKzgProofBatch(List(blobs), List(commitments), List(proofs)).IsValid);
        Assert.True(Kzg.VerifyBlobKzgProofBatch([], [], []).IsValid);

        Assert.Equal(KzgFault.ProofDoesNotHold, Kzg.VerifyBlobKzgProof(blobs[0], commitments[1], proofs[0]).Fault);
        Assert.Equal(
            KzgFault.ProofDoesNotHold, Kzg.VerifyBlobKzgProofBatch(List(blobs), List(commitments), List([.. proofs.Reverse()])).Fault);
        Assert.Equal(KzgFault.CountsDiffer, Kzg.VerifyBlobKzgProofBatch(List(blobs), List(commitments), List(proofs[1..])).Fault);
    }

    [Fact]
    public void CellsAreProvenVerifiedAndRecovered()
    {
        byte[] blob = TestBlobs.Random(4), commitment = Convert.FromHexString(Commit(blob));
        byte[] cells = new byte[2 * KzgSizes.BytesPerBlob], proofs = new byte[KzgSizes.CellsPerExtBlob * 48];
        Assert.True(Kzg.ComputeCellsAndKzgProofs(blob, cells, proofs).IsValid);
        Assert.Equal(blob, cells[..blob.Length]);
        byte[] cellsAlone = new byte[cells.Length];
        Assert.True(Kzg.ComputeCells(blob, cellsAlone).IsValid);
        Assert.Equal(cells, cellsAlone);

        ReadOnlyMemory<byte>[] cellList = List([.. cells.Chunk(KzgSizes.BytesPerCell)]), proofList = List([.. proofs.Chunk(48)]);
        ulong[] some = [5, 127, 64, 5];
        ReadOnlyMemory<byte>[] commitments = List([commitment, commitment, commitment, commitment]);
        ReadOnlyMemory<byte>[] someCells = [.. some.Select(i => cellList[i])], someProofs = [.. some.Select(i => proofList[i])];
        Assert.True(Kzg.VerifyCellKzgProofBatch(commitments, some, someCells, someProofs).IsValid);
        Assert.Equal(KzgFault.ProofDoesNotHold, Kzg.VerifyCellKzgProofBatch(commitments, [5, 127, 65, 5], someCells, someProofs).Fault);
        Assert.Equal(KzgFault.ProofDoesNotHold, Kzg.VerifyCellKzgProofBatch(commitments, some, [.. someCells.Reverse()], someProofs).Fault);
        Assert.Equal(KzgFault.ProofDoesNotHold, Kzg.VerifyCellKzgProofBatch(commitments, some, someCells, [.. someProofs.Reverse()]).Fault);
        commitments[2] = Infinity;
        Assert.Equal(KzgFault.ProofDoesNotHold, Kzg.VerifyCellKzgProofBatch(commitments, some, someCells, someProofs).Fault);

        // Every third cell is lost, and then some.
        ulong[] kept = [.. Enumerable.Range(0, 128).Where(i => i % 3 > 0).Select(i => (ulong)i).Take(64)];
        byte[] recovered = new byte[cells.Length], recoveredProofs = new byte[proofs.Length];
        Assert.True(Kzg.RecoverCellsAndKzgProofs(kept, [.. kept.Select(i => cellList[i])], recovered, recoveredProofs).IsValid);
        Assert.Equal(cells, recovered);
        Assert.Equal(proofs, recoveredProofs);
    }

    [Fact]
    public void MalformedInputsAreNamed()
    {
        byte[] blob = TestBlobs.Random(1), point = new byte[48], element = new byte[32];
        byte[] badBlob = [.. blob];
        badBlob.AsSpan(77 * 32, 32).Fill(0xFF);
        Assert.Equal(new KzgResult(KzgFault.FieldElement, 77), Kzg.BlobToKzgCommitment(badBlob, point));
        Assert.Equal(KzgFault.BlobLength, Kzg.BlobToKzgCommitment(blob.AsSpan(1), point).Fault);
        Assert.Equal(KzgFault.FieldElement, Kzg.ComputeKzgProof(blob, element.AsSpan(1), point, element).Fault);

        // No compression bit; infinity with a bit too many; not on the curve.
        byte[] offCurve = Convert.FromHexString(Generator);
        offCurve[47] ^= 1;
        byte[] dirtyInfinity = [.. Infinity];
        dirtyInfinity[47] = 1;
        foreach (byte[] bad in (byte[][])[new byte[48], dirtyInfinity, offCurve, Infinity[1..]])
        {
            Assert.Equal(KzgFault.Commitment, Kzg.VerifyKzgProof(bad, element, element, Infinity).Fault);
            Assert.Equal(KzgFault.Proof, Kzg.VerifyKzgProof(Infinity, element, element, bad).Fault);
            Assert.Equal(KzgFault.Commitment, Kzg.ComputeBlobKzgProof(blob, bad, point).Fault);
        }

        byte[] cell = new byte[KzgSizes.BytesPerCell];
        Assert.Equal(
            new KzgResult(KzgFault.CellIndex, 1),
            Kzg.VerifyCellKzgProofBatch(List([Infinity, Infinity]), [127, 128], List([cell, cell]), List([Infinity, Infinity])));
        Assert.Equal(
            new KzgResult(KzgFault.CellLength, 1),
            Kzg.VerifyCellKzgProofBatch(List([Infinity, Infinity]), [0, 0], List([cell, cell[1..]]), List([Infinity, Infinity])));

        ReadOnlyMemory<byte>[] half = List([.. Enumerable.Repeat(cell, 64)]);
        ulong[] indices = [.. Enumerable.Range(0, 64).Select(i => (ulong)i)];
        byte[] cells = new byte[2 * KzgSizes.BytesPerBlob], proofs = new byte[KzgSizes.CellsPerExtBlob * 48];
        Assert.Equal(KzgFault.CellCount, Kzg.RecoverCellsAndKzgProofs(indices.AsSpan(1), half.AsSpan(1), cells, proofs).Fault);
        indices[9] = 8;
        Assert.Equal(new KzgResult(KzgFault.CellIndexOrder, 9), Kzg.RecoverCellsAndKzgProofs(indices, half, cells, proofs));
    }

    private static string Commit(byte[] blob)
    {
        byte[] commitment = new byte[48];
        Assert.True(Kzg.BlobToKzgCommitment(blob, commitment).IsValid);
        return Convert.ToHexStringLower(commitment);
    }

    private static byte[] Prove(byte[] blob, byte[] commitment)
    {
        byte[] proof = new byte[48];
        Assert.True(Kzg.ComputeBlobKzgProof(blob, commitment, proof).IsValid);
        return proof;
    }

    private static ReadOnlyMemory<byte>[] List(byte[][] items) => [.. items.Select(item => new ReadOnlyMemory<byte>(item))];

    [Fact]
    public void TheFirstMalformedPointIsNamedWhateverIsWrongWithLaterOnes()
    {
        byte[] infinity = new byte[G1.CompressedSize], uncompressed = new byte[G1.CompressedSize];
        infinity[0] = 0xc0;
        Assert.Equal(1, KzgPoints.ReadAll(BlsEngine.Current, [infinity, uncompressed, new byte[3]], out _));
        Assert.Equal(1, KzgPoints.ReadAll(BlsEngine.Current, [infinity, new byte[3], uncompressed], out _));
        Assert.Equal(-1, KzgPoints.ReadAll(BlsEngine.Current, [infinity, infinity], out _));
    }
}
