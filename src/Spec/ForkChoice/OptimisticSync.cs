using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// Blocks taken before the execution layer has decided about their payloads (`bellatrix/optimistic-sync.md`). The optimistic store of the
/// specification is a mark on the blocks of <see cref="Store"/>; from gloas on the mark is about the payload, and an invalid one costs only
/// the chain that is built on it.
/// </summary>
public static class OptimisticSync
{
    /// <summary>True while the execution layer has not decided (`bellatrix/optimistic-sync.md#helpers`).</summary>
    public static bool IsOptimistic(Store store, Root root) => store.Blocks[root].IsOptimistic;

    /// <summary>
    /// True while the execution layer has not decided about the payload a node has, or about the last one it stands on: from gloas on a
    /// node without a payload is as undecided as its chain.
    /// </summary>
    public static bool IsOptimistic(Store store, ForkChoiceNode node)
    {
        var block = store.Blocks[node.Root];
        return (node.PayloadStatus != PayloadStatus.Empty && block.IsOptimistic) || block.FullAncestor is { IsOptimistic: true };
    }

    /// <summary>The latest block of the chain that is decided and, as it is in the store, valid (`latest_verified_ancestor`).</summary>
    public static StoreBlock LatestVerifiedAncestor(Store store, Root root)
    {
        var block = store.Blocks[root];
        while (block.IsOptimistic && block.Parent is { } parent)
        {
            block = parent;
        }

        return block;
    }

    /// <summary>True for a block with a payload (`is_execution_block`).</summary>
    public static bool IsExecutionBlock(BeaconBlock block, SszContext context) => context.Fork switch
    {
        < ForkName.Bellatrix => false,
        < ForkName.Gloas => block.Body.ExecutionPayload != ExecutionPayload.Default(context),
        _ => true,
    };

    /// <summary>
    /// True for a block that may be taken undecided: its parent has a payload, or it is old enough (`is_optimistic_candidate_block`).
    /// </summary>
    public static bool IsOptimisticCandidateBlock(Store store, Slot currentSlot, BeaconBlock block, ulong safeSlotsToImportOptimistically)
    {
        var parent = store.Blocks[block.ParentRoot];
        return parent.IsExecutionBlock || block.Slot + safeSlotsToImportOptimistically <= currentSlot;
    }

    /// <summary>
    /// The block whose payload a node has or, where it has none, stands on; null where that is behind the oldest block kept.
    /// </summary>
    public static StoreBlock? PayloadUnder(Store store, ForkChoiceNode node)
    {
        var block = store.Blocks[node.Root];
        return node.PayloadStatus == PayloadStatus.Full ? block : block.FullAncestor;
    }

    /// <summary>
    /// Marks a block as NOT_VALIDATED. For when its payload comes; where blocks stand on that already, which the protocol never does,
    /// O(blocks).
    /// </summary>
    public static void MarkNotValidated(Store store, Root root)
    {
        var block = store.Blocks[root];
        block.IsOptimistic = true;
        block.IsChainDecided = false;
        if (block.Children.Any(static child => child.ParentPayloadStatus == PayloadStatus.Full))
        {
            foreach (var other in store.Order)
            {
                other.IsChainDecided = false;
            }
        }
    }

    /// <summary>
    /// NOT_VALIDATED → VALID, for a block's payload and all payloads it stands on. From heze on the execution layer says with it whether
    /// the block's own payload satisfies the inclusion lists, which is recorded; those below keep what is recorded of them
    /// (`heze/optimistic-sync.md#new-how-to-track-inclusion-list-satisfaction`). Returns the blocks about whose payload that decides. Goes
    /// down to the first payload of which all below is known to be decided, so that no payload is looked at twice as long as nothing is
    /// undecided anew below it.
    /// </summary>
    public static IReadOnlyList<StoreBlock> MarkValid(Store store, Root root, bool isInclusionListSatisfied = true)
    {
        var block = store.Blocks[root];
        if (block.IsOptimistic && block.PayloadInclusionListSatisfaction is { } recorded && recorded != isInclusionListSatisfied)
        {
            block.PayloadInclusionListSatisfaction = isInclusionListSatisfied;
            store.Changed();
        }

        List<StoreBlock>? decided = null;
        for (var about = block; about is { IsChainDecided: false }; about = about.FullAncestor)
        {
            store.BlocksLookedAt++;
            about.IsChainDecided = true;
            if (about.IsOptimistic)
            {
                about.IsOptimistic = false;
                (decided ??= []).Add(about);
            }
        }

        return decided ?? [];
    }

    /// <summary>
    /// NOT_VALIDATED → INVALIDATED: takes a known payload that proved invalid, those it invalidates by the execution layer's
    /// `latestValidHash`, and all blocks on top, out of the store
    /// (`bellatrix/optimistic-sync.md#how-to-apply-latestvalidhash-when-payload-status-is-invalid`). Refuses, and changes nothing, where
    /// the justified or the finalized checkpoint would go.
    /// </summary>
    public static Refusal? MarkInvalid(Store store, Root root, Hash32? latestValidHash)
    {
        var block = store.Blocks[root];
        return Remove(store, FirstInvalid(block, block.FullAncestor, latestValidHash) ?? block);
    }

    /// <summary>
    /// The same for a payload that proved invalid before its block came into the store; the node is the one it builds on.
    /// </summary>
    public static Refusal? MarkInvalidOnTop(Store store, ForkChoiceNode parent, Hash32? latestValidHash)
    {
        var block = store.Blocks[parent.Root];
        var below = parent.PayloadStatus == PayloadStatus.Empty ? block.FullAncestor : block;
        return FirstInvalid(null, below, latestValidHash) is { } invalid ? Remove(store, invalid) : null;
    }

    /// <summary>
    /// Walks down the undecided payloads to the last valid one and answers the one above it; zero stands for none valid. Where the last
    /// valid one is not found, only <paramref name="above"/> is invalid.
    /// </summary>
    private static StoreBlock? FirstInvalid(StoreBlock? above, StoreBlock? below, Hash32? latestValidHash)
    {
        if (latestValidHash is not { } valid)
        {
            return above;
        }

        var invalid = above;
        for (var candidate = below; candidate is not null; candidate = candidate.FullAncestor)
        {
            if (candidate.PayloadHash == valid)
            {
                return invalid;
            }

            if (!candidate.IsOptimistic)
            {
                break;
            }

            invalid = candidate;
        }

        return valid == Hash32.Zero ? invalid : above;
    }

    private static Refusal? Remove(Store store, StoreBlock invalid)
    {
        var gone = invalid.HasPayloadStatus
            ? invalid.Children.Where(static child => child.ParentPayloadStatus == PayloadStatus.Full).ToArray()
            : [invalid];
        if (gone.Any(store.IsNeeded))
        {
            return Refusal.Because("the justified or the finalized checkpoint stands on an invalid payload");
        }

        if (invalid.HasPayloadStatus)
        {
            invalid.SetPayload(null);
            invalid.PayloadInclusionListSatisfaction = null;
            invalid.IsOptimistic = false;
        }

        store.Remove(gone);
        return null;
    }
}
