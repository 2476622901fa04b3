using Consensoor.Spec.Crypto.Kzg;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz;

/// <summary>Cells to recover a blob from, with hostile indices, counts and elements.</summary>
internal sealed class CellRecoveryTarget : IFuzzTarget
{
    private static readonly byte[] Cell = new byte[KzgSizes.BytesPerCell];

    private readonly ManagedKzg _kzg = new();
    private readonly byte[] _cells = new byte[2 * KzgSizes.BytesPerBlob];
    private readonly byte[] _proofs = new byte[KzgSizes.CellsPerExtBlob * KzgSizes.BytesPerProof];

    public string Name => "cells to recover from";

    public int Share => 2;

    public string Run(FuzzRandom random)
    {
        int count = KzgSizes.CellsPerExtBlob / 2 + random.Next(9), place = random.Next(count);
        ReadOnlyMemory<byte>[] cells = [.. Enumerable.Repeat((ReadOnlyMemory<byte>)Cell, count)];
        ulong[] indices = [.. Enumerable.Range(0, count).Select(static i => (ulong)i + (ulong)i / 2)];
        KzgResult expected = KzgResult.Valid;
        switch (random.Next(5))
        {
            case 0:
                count = random.OneIn(2) ? random.Next(KzgSizes.CellsPerExtBlob / 2) : KzgSizes.CellsPerExtBlob + 1 + random.Next(100);
                cells = [.. Enumerable.Repeat((ReadOnlyMemory<byte>)Cell, count)];
                indices = [.. Enumerable.Range(0, count).Select(static i => (ulong)i)];
                expected = KzgFault.CellCount;
                break;
            case 1:
                indices = indices[..place];
                expected = KzgFault.CountsDiffer;
                break;
            case 2:
                indices[place] = random.OneIn(2) ? random.Next() | 128 : (ulong)(128 + random.Next(4));
                expected = new KzgResult(KzgFault.CellIndex, place);
                break;
            case 3:
                cells[place] = CellTarget.Cell(random, place, out expected);
                break;
            default:
                place = 1 + random.Next(count - 1);
                indices[place] = (ulong)random.Next((int)indices[place - 1] + 1);
                expected = new KzgResult(KzgFault.CellIndexOrder, place);
                break;
        }

        // A good set costs what the proofs of a blob cost.
        if (expected.IsValid && !random.OneIn(2048))
            return "accepted";
        KzgResult result;
        lock (_cells)
            result = _kzg.RecoverCellsAndKzgProofs(indices, cells, _cells, _proofs);
        Require(result == expected, $"RecoverCellsAndKzgProofs said {result}, not {expected}");
        return expected.IsValid ? "accepted" : expected.Fault.ToString();
    }
}
