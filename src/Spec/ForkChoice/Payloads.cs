using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// What the store knows of payloads that come apart from their blocks (`gloas/fork-choice.md#helpers`). Blocks from before gloas carry
/// theirs, which counts as there.
/// </summary>
public static class Payloads
{
    /// <summary>True where the payload has been delivered and verified (`gloas/fork-choice.md#new-is_payload_verified`).</summary>
    public static bool IsPayloadVerified(Store store, Root root) =>
        store.Blocks.TryGetValue(root, out var block) && IsPayloadVerified(block);

    /// <summary>True where the payload has been delivered and verified (`gloas/fork-choice.md#new-is_payload_verified`).</summary>
    public static bool IsPayloadVerified(StoreBlock block) => !block.HasPayloadStatus || block.HasPayload;

    /// <summary>
    /// True where the committee, or the payload's absence here, says that the payload was timely (or that it was not)
    /// (`gloas/fork-choice.md#new-payload_timeliness`).
    /// </summary>
    public static bool PayloadTimeliness(Store store, Root root, bool timely)
    {
        var block = store.Blocks[root];
        return IsPayloadVerified(block)
            ? !block.HasPayloadStatus ? timely : block.PayloadTimelinessVote.CountOf(timely) > store.Preset.PayloadTimelyThreshold
            : !timely;
    }

    /// <summary>
    /// True where the committee, or the payload's absence here, says that blob data is available (or that it is not)
    /// (`gloas/fork-choice.md#new-payload_data_availability`).
    /// </summary>
    public static bool PayloadDataAvailability(Store store, Root root, bool available)
    {
        var block = store.Blocks[root];
        return IsPayloadVerified(block)
            ? !block.HasPayloadStatus
                ? available
                : block.PayloadDataAvailabilityVote.CountOf(available) > store.Preset.DataAvailabilityTimelyThreshold
            : !available;
    }

    /// <summary>
    /// Which of its parent's nodes a block builds on; the parent must be known (`gloas/fork-choice.md#new-get_parent_payload_status`).
    /// </summary>
    public static PayloadStatus GetParentPayloadStatus(Store store, BeaconBlock block) =>
        store.Blocks[block.ParentRoot].IsParentFull(block) ? PayloadStatus.Full : PayloadStatus.Empty;

    /// <summary>True where a block builds on its parent's payload (`gloas/fork-choice.md#new-is_parent_node_full`).</summary>
    public static bool IsParentNodeFull(Store store, BeaconBlock block) => GetParentPayloadStatus(store, block) == PayloadStatus.Full;

    /// <summary>
    /// True where a proposer of a slot should build on the head's payload (`gloas/fork-choice.md#new-should_build_on_full`). The head must
    /// not be pending (ArgumentException).
    /// </summary>
    public static bool ShouldBuildOnFull(Store store, ForkChoiceNode head, Slot slot)
    {
        if (head.PayloadStatus == PayloadStatus.Pending)
        {
            throw new ArgumentException("the payload of a head is decided", nameof(head));
        }

        if (store.Blocks[head.Root].Slot + 1 != slot || head.PayloadStatus == PayloadStatus.Empty)
        {
            return head.PayloadStatus == PayloadStatus.Full;
        }

        return !PayloadTimeliness(store, head.Root, timely: false) && !PayloadDataAvailability(store, head.Root, available: false);
    }

    /// <summary>
    /// True where the chain should go on from the payload of a block of the previous slot
    /// (`gloas/fork-choice.md#new-should_extend_payload`); from heze on only one that satisfies the inclusion lists.
    /// </summary>
    public static bool ShouldExtendPayload(Store store, Root root)
    {
        var block = store.Blocks[root];
        if (!IsPayloadVerified(block) || (block.Fork >= ForkName.Heze && !IsPayloadInclusionListSatisfied(store, root)))
        {
            return false;
        }

        return (PayloadTimeliness(store, root, timely: true) && PayloadDataAvailability(store, root, available: true))
            || !store.Blocks.TryGetValue(store.ProposerBoostRoot, out var boosted)
            || boosted.Parent != block
            || boosted.ParentPayloadStatus == PayloadStatus.Full;
    }

    /// <summary>
    /// True where the payload is here and satisfied the inclusion lists when it came
    /// (`heze/fork-choice.md#new-is_payload_inclusion_list_satisfied`).
    /// </summary>
    public static bool IsPayloadInclusionListSatisfied(Store store, Root root) =>
        IsPayloadVerified(store, root) && store.Blocks[root].PayloadInclusionListSatisfaction == true;
}
