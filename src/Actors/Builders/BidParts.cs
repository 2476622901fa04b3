using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Builders;

/// <summary>
/// A bid as parts of a store, by index: its key and message, the payload, the requests, and from <see cref="FirstBlob"/> on the cells and
/// proofs of a blob each, in one piece.
/// </summary>
internal static class BidParts
{
    private const int Message = 0, Payload = 1, Requests = 2, FirstBlob = 3;
    private const int CellsLength = KzgSizes.CellsPerExtBlob * KzgSizes.BytesPerCell;
    private const int BlobLength = CellsLength + (KzgSizes.CellsPerExtBlob * KzgSizes.BytesPerProof);

    /// <summary>The most blobs that a store has room for.</summary>
    public const int MaxBlobs = KzgSizes.CellsPerExtBlob - FirstBlob;

    /// <summary>What a bid is kept under: the root of its message.</summary>
    public static Root KeyOf(ExecutionPayloadBid bid, ChainSpec spec) => bid.HashTreeRoot(spec.Ssz(spec.ForkAtSlot(bid.Slot)));

    /// <summary>The parts of a bid.</summary>
    public static IReadOnlyList<StoredSidecar> Of(MadeBid made, ChainSpec spec)
    {
        var context = spec.Ssz(spec.ForkAtSlot(made.Bid.Slot));
        var requests = made.Built.Requests ?? ExecutionRequests.Default(context);
        byte[][] parts =
        [
            [.. made.Pubkey.AsSpan(), .. made.Bid.ToSsz(context)],
            made.Built.Payload!.ToSsz(context),
            requests.ToSsz(context),
            .. made.Cells.Select(JoinedOf),
        ];
        return [.. parts.Select((part, index) => new StoredSidecar(made.Bid.Slot, (ColumnIndex)index, part))];
    }

    /// <summary>The bid of parts; null where they are not all of one.</summary>
    public static MadeBid? From(IReadOnlyList<StoredSidecar> parts, ChainSpec spec)
    {
        if (parts.Count < FirstBlob
            || parts.Where(static (part, place) => part.Index != (ColumnIndex)place).Any()
            || parts[Message].Ssz.Length < BLSPubkey.Length
            || parts.Skip(FirstBlob).Any(static part => part.Ssz.Length != BlobLength))
        {
            return null;
        }

        var context = spec.Ssz(spec.ForkAtSlot(parts[0].Slot));
        var first = parts[Message].Ssz.AsSpan();
        return ExecutionPayloadBid.TryDecode(first[BLSPubkey.Length..], context, out var bid, out _)
            && ExecutionPayload.TryDecode(parts[Payload].Ssz, context, out var payload, out _)
            && ExecutionRequests.TryDecode(parts[Requests].Ssz, context, out var requests, out _)
            && bid.BlobKzgCommitments.Count == parts.Count - FirstBlob
            ? new MadeBid(
                new BLSPubkey(first[..BLSPubkey.Length]),
                bid,
                new PayloadBuilt(0, payload, default, BuiltBlobs.None, requests, null),
                [.. parts.Skip(FirstBlob).Select(static part => CellsAndProofs.Split(part.Ssz[..CellsLength], part.Ssz[CellsLength..]))])
            : null;
    }

    private static byte[] JoinedOf(CellsAndProofs blob)
    {
        var joined = new byte[BlobLength];
        var at = 0;
        foreach (var cell in blob.Cells)
        {
            cell.AsSpan().CopyTo(joined.AsSpan(at));
            at += KzgSizes.BytesPerCell;
        }

        foreach (var proof in blob.Proofs)
        {
            proof.AsSpan().CopyTo(joined.AsSpan(at));
            at += KzgSizes.BytesPerProof;
        }

        return joined;
    }
}
