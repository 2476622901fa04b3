using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.JsonRpc.Codec;

/// <summary>Reads blobs, cells, commitments and proofs, and the answers of `engine_getBlobs`.</summary>
internal static class BlobCodec
{
    private static readonly byte[][] WithProof = ["blob"u8.ToArray(), "proof"u8.ToArray()];
    private static readonly byte[][] WithProofs = ["blob"u8.ToArray(), "proofs"u8.ToArray()];
    private static readonly byte[][] WithCells = ["blob_cells"u8.ToArray(), "proofs"u8.ToArray()];

    /// <summary>Reads a list of compressed points.</summary>
    public static SszList<Bytes48> ReadPoints(ref EngineJson json, int max)
    {
        var points = new List<Bytes48>();
        for (var more = json.Array(); more && json.Item(points.Count, max);)
        {
            points.Add(json.Bytes48());
        }

        return SszList.From(points);
    }

    /// <summary>Reads a list of blobs.</summary>
    public static SszList<ByteList> ReadBlobs(ref EngineJson json, int max)
    {
        var blobs = new List<ByteList>();
        for (var more = json.Array(); more && json.Item(blobs.Count, max);)
        {
            blobs.Add(json.Bytes(KzgSizes.BytesPerBlob, isExact: true));
        }

        return SszList.From(blobs);
    }

    /// <summary>
    /// Reads the answer of `engine_getBlobsV1` to `V3`: a blob, or null for one that is not known, for each that was asked for, each with a
    /// proof (V1) or the proofs of its cells; null where the execution layer cannot or will not say.
    /// </summary>
    public static IReadOnlyList<BlobAndProofs?>? ReadBlobsAndProofs(ref EngineJson json, int asked, int proofs)
    {
        if (json.IsNull)
        {
            return null;
        }

        var names = proofs == 1 ? WithProof : WithProofs;
        var list = new List<BlobAndProofs?>();
        for (var more = json.Array(); more && json.Item(list.Count, asked);)
        {
            list.Add(json.IsNull ? null : ReadBlobAndProofs(ref json, names, proofs));
        }

        _ = json.Problem is not null || list.Count == asked || json.Fail($"has {list.Count} items for {asked} blobs");
        return list;
    }

    /// <summary>Reads the answer of `engine_getBlobsV4`: as V3, with cells and their proofs where they were asked for.</summary>
    public static IReadOnlyList<BlobCells?>? ReadCells(ref EngineJson json, int asked)
    {
        if (json.IsNull)
        {
            return null;
        }

        var list = new List<BlobCells?>();
        for (var more = json.Array(); more && json.Item(list.Count, asked);)
        {
            list.Add(json.IsNull ? null : ReadBlobCells(ref json));
        }

        _ = json.Problem is not null || list.Count == asked || json.Fail($"has {list.Count} items for {asked} blobs");
        return list;
    }

    private static BlobAndProofs ReadBlobAndProofs(ref EngineJson json, byte[][] names, int proofs)
    {
        var item = new BlobAndProofs(ByteList.Empty, []);
        ulong seen = 0;
        for (var which = json.Object() ? json.Next(names, ref seen) : -1; which >= 0; which = json.Next(names, ref seen))
        {
            item = which == 0 ? item with { Blob = json.Bytes(KzgSizes.BytesPerBlob, isExact: true) }
                : proofs == 1 ? item with { Proofs = [json.Bytes48()] }
                : item with { Proofs = ReadPoints(ref json, proofs) };
        }

        json.Require(names, seen, 0b11);
        _ = json.Problem is not null || item.Proofs.Count == proofs || json.Fail($"has {item.Proofs.Count} proofs, not {proofs}");
        return item;
    }

    private static BlobCells ReadBlobCells(ref EngineJson json)
    {
        var item = new BlobCells([], []);
        ulong seen = 0;
        for (var which = json.Object() ? json.Next(WithCells, ref seen) : -1; which >= 0; which = json.Next(WithCells, ref seen))
        {
            if (which == 0)
            {
                var cells = new List<ByteList?>();
                for (var more = json.Array(); more && json.Item(cells.Count, KzgSizes.CellsPerExtBlob);)
                {
                    cells.Add(json.IsNull ? null : json.Bytes(KzgSizes.BytesPerCell, isExact: true));
                }

                item = item with { Cells = cells };
            }
            else
            {
                var proofs = new List<KZGProof?>();
                for (var more = json.Array(); more && json.Item(proofs.Count, KzgSizes.CellsPerExtBlob);)
                {
                    proofs.Add(json.IsNull ? null : json.Bytes48());
                }

                item = item with { Proofs = proofs };
            }
        }

        json.Require(WithCells, seen, 0b11);
        _ = json.Problem is not null
            || item.Proofs.Count == item.Cells.Count
            || json.Fail($"has {item.Proofs.Count} proofs for {item.Cells.Count} cells");
        return item;
    }
}
