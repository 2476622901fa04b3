using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz;

/// <summary>Batches of one to six cells with one hostile thing among them: a commitment, an index, a cell, a proof, a count.</summary>
internal sealed class CellTarget : IFuzzTarget
{
    private readonly ManagedKzg _kzg = new();

    public string Name => "cell batches";

    public int Share => 3;

    public string Run(FuzzRandom random)
    {
        int count = 1 + random.Next(6), place = random.Next(count);
        var commitments = new ReadOnlyMemory<byte>[count];
        var cells = new ReadOnlyMemory<byte>[count];
        var proofs = new ReadOnlyMemory<byte>[count];
        ulong[] indices = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            // Every cell its own commitment: one that is known is not decoded again.
            commitments[i] = HostilePoints.G1.Valid[i];
            proofs[i] = random.Pick(HostilePoints.G1.Valid);
            cells[i] = new byte[KzgSizes.BytesPerCell];
            indices[i] = (ulong)random.Next(KzgSizes.CellsPerExtBlob);
        }

        KzgResult expected;
        byte[] hostile = [];
        switch (random.Next(5))
        {
            case 0:
                hostile = HostilePoints.G1.Next(random);
                commitments[place] = hostile;
                expected = Point(hostile, KzgFault.Commitment, place);
                break;
            case 1:
                indices[place] = random.OneIn(4) ? random.Next() : (ulong)random.Next(260);
                expected = indices[place] < KzgSizes.CellsPerExtBlob ? KzgResult.Valid : new KzgResult(KzgFault.CellIndex, place);
                break;
            case 2:
                cells[place] = Cell(random, place, out expected);
                break;
            case 3:
                hostile = HostilePoints.G1.Next(random);
                proofs[place] = hostile;
                expected = Point(hostile, KzgFault.Proof, place);
                break;
            default:
                indices = indices[..place];
                expected = KzgFault.CountsDiffer;
                break;
        }

        if (!expected.IsValid || random.OneIn(512))
        {
            KzgResult result = _kzg.VerifyCellKzgProofBatch(commitments, indices, cells, proofs);
            Require(
                expected.IsValid ? !result.IsMalformed : result == expected,
                $"VerifyCellKzgProofBatch said {result}, not {expected}",
                hostile);
        }

        CheckChallenge(commitments, indices, cells, proofs);
        return expected.IsValid ? "accepted" : expected.Fault.ToString();
    }

    /// <summary>A cell with a hostile element or length.</summary>
    internal static byte[] Cell(FuzzRandom random, int place, out KzgResult expected)
    {
        byte[] cell = new byte[random.OneIn(4) ? random.Next(2 * KzgSizes.BytesPerCell) : KzgSizes.BytesPerCell];
        expected = cell.Length == KzgSizes.BytesPerCell ? KzgResult.Valid : new KzgResult(KzgFault.CellLength, place);
        if (cell.Length < 32)
            return cell;
        byte[] element = HostileElements.Next(random);
        element.CopyTo(cell, 32 * random.Next(cell.Length / 32));
        if (expected.IsValid && !HostileElements.IsCanonical(element))
            expected = new KzgResult(KzgFault.FieldElement, place);
        return cell;
    }

    private static KzgResult Point(byte[] bytes, KzgFault fault, int place) =>
        G1.Decode(bytes, out _) == PointError.None ? KzgResult.Valid : new KzgResult(fault, place);

    /// <summary>The challenge is drawn from bytes: it needs lengths and indices right, no more.</summary>
    private static void CheckChallenge(
        ReadOnlySpan<ReadOnlyMemory<byte>> commitments,
        ulong[] indices,
        ReadOnlySpan<ReadOnlyMemory<byte>> cells,
        ReadOnlySpan<ReadOnlyMemory<byte>> proofs)
    {
        ulong[] commitmentIndices = [.. Enumerable.Range(0, cells.Length).Select(static i => (ulong)i)];
        bool good = indices.Length == cells.Length;
        for (int i = 0; i < cells.Length && good; i++)
        {
            good = commitments[i].Length == KzgSizes.BytesPerCommitment && indices[i] < KzgSizes.CellsPerExtBlob
                && cells[i].Length == KzgSizes.BytesPerCell && proofs[i].Length == KzgSizes.BytesPerProof;
        }

        KzgResult drawn =
            KzgChallenges.ComputeVerifyCellKzgProofBatchChallenge(commitments, commitmentIndices, indices, cells, proofs, new byte[32]);
        Require(drawn.IsValid == good, $"the challenge said {drawn}");
    }
}
