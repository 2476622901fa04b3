using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Validators;

/// <summary>
/// The data columns of a block whose payload was built here, each with its subnet (`get_data_column_sidecars_from_block`).
/// </summary>
internal static class PayloadColumns
{
    /// <summary>
    /// Makes all columns; none where the payload has no blobs. Throws InvalidOperationException for a blob that is none: the bundle comes
    /// from our own execution layer, which is at fault then, and who calls fails with it.
    /// </summary>
    public static List<(object Message, ulong? Subnet)> Of(
        SignedBeaconBlock block, BuiltBlobs blobs, ChainSpec spec, IKzg kzg, SszContext context)
    {
        var columns = new List<(object Message, ulong? Subnet)>();
        if (blobs.Blobs.Count > 0)
        {
            foreach (var column in DataColumnSidecars.GetDataColumnSidecarsFromBlock(block, CellsOf(blobs, kzg), context))
            {
                columns.Add((column, Custody.ComputeSubnetForDataColumnSidecar(spec.Config, column.Index)));
            }
        }

        return columns;
    }

    private static List<CellsAndProofs> CellsOf(BuiltBlobs blobs, IKzg kzg)
    {
        var rows = new List<CellsAndProofs>(blobs.Blobs.Count);
        for (var i = 0; i < blobs.Blobs.Count; i++)
        {
            var proofs = blobs.Proofs.AsSpan().Slice(i * KzgSizes.CellsPerExtBlob, KzgSizes.CellsPerExtBlob).ToArray();
            rows.Add(CellsAndProofs.Compute(kzg, blobs.Blobs[i].AsSpan(), proofs, out var result)
                ?? throw new InvalidOperationException($"blob {i} of the built payload: {result}"));
        }

        return rows;
    }
}
