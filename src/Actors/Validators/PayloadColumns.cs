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
    /// <summary>Makes all columns of a block of the cells of its blobs, as many as commitments; none where it has no blobs.</summary>
    public static List<(object Message, ulong? Subnet)> Of(
        SignedBeaconBlock block, IReadOnlyList<CellsAndProofs> cells, ChainSpec spec, SszContext context)
    {
        var columns = new List<(object Message, ulong? Subnet)>();
        if (cells.Count > 0)
        {
            foreach (var column in DataColumnSidecars.GetDataColumnSidecarsFromBlock(block, cells, context))
            {
                columns.Add((column, Custody.ComputeSubnetForDataColumnSidecar(spec.Config, column.Index)));
            }
        }

        return columns;
    }

    /// <summary>
    /// Extends the blobs of a built payload, fulu on; null (why) for a bundle that does not fit together or a blob that is none, of which
    /// nobody could be shown the columns.
    /// </summary>
    public static IReadOnlyList<CellsAndProofs>? CellsOf(BuiltBlobs blobs, IKzg kzg, out string? problem)
    {
        var (count, commitments, proofCount) = (blobs.Blobs.Count, blobs.Commitments.Count, blobs.Proofs.Count);
        if (commitments != count || proofCount != count * KzgSizes.CellsPerExtBlob)
        {
            problem = $"{count} blobs of the built payload come with {commitments} commitments and {proofCount} proofs";
            return null;
        }

        var rows = new List<CellsAndProofs>(count);
        for (var i = 0; i < blobs.Blobs.Count; i++)
        {
            var proofs = blobs.Proofs.AsSpan().Slice(i * KzgSizes.CellsPerExtBlob, KzgSizes.CellsPerExtBlob).ToArray();
            if (CellsAndProofs.Compute(kzg, blobs.Blobs[i].AsSpan(), proofs, out var result) is not { } row)
            {
                problem = $"blob {i} of the built payload is none: {result}";
                return null;
            }

            rows.Add(row);
        }

        problem = null;
        return rows;
    }
}
