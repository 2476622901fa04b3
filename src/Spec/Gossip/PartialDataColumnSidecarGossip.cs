using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>
/// Judges the partial messages of `data_column_sidecar_{subnet_id}`, fulu on. All conditions but the KZG proofs, which the caller verifies
/// (<see cref="PartialDataColumns.VerifyPartialDataColumnSidecarKzgProofs"/>) against the commitments given back, where cells came.
/// </summary>
public static class PartialDataColumnSidecarGossip
{
    /// <summary>
    /// Validates a partial column (`fulu/partial-columns/p2p-interface.md#new-data_column_sidecar_subnet_id-partial-messages`,
    /// `gloas/partial-columns/p2p-interface.md#modified-data_column_sidecar_subnet_id-partial-messages`); the fork is the topic's.
    /// <paramref name="commitments"/> gives the commitments that the cells are to be verified against. <paramref name="validHeader"/>
    /// gives a header that came and holds, for <see cref="Mark"/>, also where the cells beside it do not hold.
    /// </summary>
    public static GossipResult ValidatePartialDataColumnSidecarGossip(
        Seen seen,
        IGossipView view,
        PartialDataColumnSidecar sidecar,
        ulong currentTimeMs,
        PartialDataColumnGroupID groupId,
        ForkName fork,
        ISignatureVerifier verifier,
        out SszList<KZGCommitment> commitments,
        out PartialDataColumnHeader? validHeader)
    {
        commitments = [];
        validHeader = null;
        var cells = sidecar.CellsPresentBitmap.CountOnes();
        var wrong = RejectUnless(cells > 0 || sidecar.Header.Count == 1, "partial message is semantically empty")
            ?? RejectUnless(sidecar.PartialColumn.Count == cells, "number of cells does not match number of set bits")
            ?? RejectUnless(sidecar.KzgProofs.Count == cells, "number of proofs does not match number of set bits");
        if (wrong is { } failed)
        {
            return failed;
        }

        if (fork >= ForkName.Gloas)
        {
            return GloasCells(view, sidecar, groupId, out commitments);
        }

        if (sidecar.Header.Count == 1)
        {
            if (Header(seen, view, sidecar.Header[0], currentTimeMs, groupId, verifier) is { } invalid)
            {
                return invalid;
            }

            validHeader = sidecar.Header[0];
        }

        return cells == 0 ? Accept : Cells(seen, view, sidecar, currentTimeMs, groupId, validHeader, out commitments);
    }

    /// <summary>Enters a header that holds.</summary>
    public static void Mark(Seen seen, PartialDataColumnGroupID groupId, PartialDataColumnHeader header) =>
        seen.PartialDataColumnHeaders[groupId.BeaconBlockRoot] = header;

    private static GossipResult? Header(
        Seen seen,
        IGossipView view,
        PartialDataColumnHeader header,
        ulong currentTimeMs,
        PartialDataColumnGroupID groupId,
        ISignatureVerifier verifier)
    {
        var context = view.Spec.Ssz(ForkName.Fulu);
        var block = header.SignedBlockHeader.Message;
        if (seen.PartialDataColumnHeaders.TryGetValue(groupId.BeaconBlockRoot, out var prior) && prior != header)
        {
            return Reject("header differs from previously validated header");
        }

        if (block.HashTreeRoot(context) != groupId.BeaconBlockRoot)
        {
            return Reject("header's block root does not match group id's block root");
        }

        if (header.KzgCommitments.Count == 0)
        {
            return Reject("header's kzg_commitments is empty");
        }

        GossipBlock? parent = null;
        var early = OfFulu(view, block.Slot)
            ?? GossipConditions.IsBetweenFinalizedAndNow(view, block.Slot, currentTimeMs, "header")
            ?? GossipConditions.BlockIsValid(view, block.ParentRoot, "header's parent", out parent);
        if (early is { } failed)
        {
            return failed;
        }

        return GossipConditions.HeaderSignature(view, header.SignedBlockHeader, "header", verifier)
            ?? RejectUnless(block.Slot > parent!.Slot, "header is not from a higher slot than its parent")
            ?? GossipConditions.DescendsFromFinalized(view, block.ParentRoot, "header's block")
            ?? RejectUnless(
                PartialDataColumns.VerifyPartialDataColumnHeaderInclusionProof(header, context), "invalid header inclusion proof")
            ?? GossipConditions.ProposerIsExpected(view, parent!, block.Slot, block.ProposerIndex, "header");
    }

    private static GossipResult Cells(
        Seen seen,
        IGossipView view,
        PartialDataColumnSidecar sidecar,
        ulong currentTimeMs,
        PartialDataColumnGroupID groupId,
        PartialDataColumnHeader? header,
        out SszList<KZGCommitment> commitments)
    {
        commitments = [];
        if (header is null && !seen.PartialDataColumnHeaders.TryGetValue(groupId.BeaconBlockRoot, out header))
        {
            return Ignore("valid corresponding header has not been seen");
        }

        commitments = header.KzgCommitments;
        return GossipConditions.IsBetweenFinalizedAndNow(view, header.SignedBlockHeader.Message.Slot, currentTimeMs, "corresponding header")
            ?? RejectUnless(sidecar.CellsPresentBitmap.Length == commitments.Count, "bitmap length does not match commitments length")
            ?? Accept;
    }

    private static GossipResult GloasCells(
        IGossipView view, PartialDataColumnSidecar sidecar, PartialDataColumnGroupID groupId, out SszList<KZGCommitment> commitments)
    {
        commitments = [];
        if (GossipConditions.BlockIsValid(view, groupId.BeaconBlockRoot, "group id's block", out var block) is { } unknown)
        {
            return unknown;
        }

        commitments = block!.Block.Body.SignedExecutionPayloadBid?.Message.BlobKzgCommitments ?? [];
        return RejectUnless(groupId.Slot == block.Slot, "group id's slot does not match the block's slot")
            ?? RejectUnless(sidecar.CellsPresentBitmap.Length == commitments.Count, "bitmap length does not match commitments length")
            ?? Accept;
    }

    private static GossipResult? OfFulu(IGossipView view, Slot slot)
    {
        var fork = view.Spec.ForkAtSlot(slot);
        return GossipConditions.IsOfFork(fork == ForkName.Fulu, fork);
    }
}
