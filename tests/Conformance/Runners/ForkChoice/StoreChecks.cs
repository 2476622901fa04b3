using Consensoor.Conformance.Cases;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;

namespace Consensoor.Conformance.Runners.ForkChoice;

/// <summary>The checks of a step against the store.</summary>
internal static class StoreChecks
{
    /// <summary>Demands each check; fails the case on one that no code knows.</summary>
    public static void Run(Store store, FastConfirmationStore fcrStore, Node checks)
    {
        foreach (var key in checks.Keys)
        {
            var (value, what) = (checks[key], $"{checks.Path}.{key}");
            switch (key)
            {
                case "time":
                    Check.Equal(value.UInt64, store.TimeMs / 1000, what);
                    break;
                case "genesis_time":
                    Check.Equal(value.UInt64, store.GenesisTimeMs / 1000, what);
                    break;
                case "head":
                    CheckHead(store, value, what);
                    break;
                case "head_payload_status":
                    Check.Equal(value.UInt64, (ulong)HeadSelection.GetHead(store).PayloadStatus, what);
                    break;
                case "justified_checkpoint":
                    CheckCheckpoint(value, store.JustifiedCheckpoint, what);
                    break;
                case "finalized_checkpoint":
                    CheckCheckpoint(value, store.FinalizedCheckpoint, what);
                    break;
                case "proposer_boost_root":
                    Check.Equal(value.Root, store.ProposerBoostRoot, what);
                    break;
                case "get_proposer_head":
                    Check.Equal(
                        value.Root,
                        ProposerHead.GetProposerHead(store, HeadSelection.GetHead(store), StoreTime.GetCurrentSlot(store)).Root,
                        what);
                    break;
                case "viable_for_head_roots_and_weights":
                    CheckViable(store, value, what);
                    break;
                case "payload_timeliness_vote":
                    CheckVotes(value, store.Blocks[value["block_root"].Root].PayloadTimelinessVote!.ToArray(), what);
                    break;
                case "payload_data_availability_vote":
                    CheckVotes(value, store.Blocks[value["block_root"].Root].PayloadDataAvailabilityVote!.ToArray(), what);
                    break;
                case "previous_epoch_observed_justified_checkpoint":
                    CheckCheckpoint(value, fcrStore.PreviousEpochObservedJustifiedCheckpoint, what);
                    break;
                case "current_epoch_observed_justified_checkpoint":
                    CheckCheckpoint(value, fcrStore.CurrentEpochObservedJustifiedCheckpoint, what);
                    break;
                case "previous_epoch_greatest_unrealized_checkpoint":
                    CheckCheckpoint(value, fcrStore.PreviousEpochGreatestUnrealizedCheckpoint, what);
                    break;
                case "previous_slot_head":
                    Check.Equal(value.Root, fcrStore.PreviousSlotHead, what);
                    break;
                case "current_slot_head":
                    Check.Equal(value.Root, fcrStore.CurrentSlotHead, what);
                    break;
                case "confirmed_root":
                    Check.Equal(value.Root, fcrStore.ConfirmedRoot, what);
                    break;
                case "safe_execution_block_hash":
                    Check.Equal(value.Root, FastConfirmation.GetSafeExecutionBlockHash(fcrStore), what);
                    break;
                default:
                    Check.Fail($"no code knows the check {what}");
                    break;
            }
        }
    }

    private static void CheckHead(Store store, Node value, string what)
    {
        value.OnlyKeys("slot", "root", "payload_status");
        var head = HeadSelection.GetHead(store);
        Check.Equal((value["slot"].UInt64, value["root"].Root), (store.Blocks[head.Root].Slot, head.Root), what);
        if (value.TryGet("payload_status") is { } status)
        {
            Check.Equal(status.UInt64, (ulong)head.PayloadStatus, $"{what}.payload_status");
        }
    }

    private static void CheckCheckpoint(Node value, Checkpoint checkpoint, string what)
    {
        value.OnlyKeys("epoch", "root");
        Check.Equal((value["epoch"].UInt64, value["root"].Root), (checkpoint.Epoch, checkpoint.Root), what);
    }

    /// <summary>The leaves of the filtered tree, in any order.</summary>
    private static void CheckViable(Store store, Node value, string what)
    {
        var withStatus = value.Items.Any(static item => item.TryGet("payload_status") is not null);
        var expected = value.Items.Select(static item =>
        {
            item.OnlyKeys("root", "weight", "payload_status");
            return $"{item["root"].Root} {item["weight"].Text} {item.TryGet("payload_status")?.Text}".TrimEnd();
        });
        var tree = HeadSelection.GetFilteredNodeTree(store).ToHashSet();
        var actual = tree.Where(node => !HeadSelection.GetNodeChildren(store, node).Any(tree.Contains))
            .Select(node => $"{node.Root} {HeadSelection.GetWeight(store, node)}{(withStatus ? $" {(byte)node.PayloadStatus}" : "")}");
        Check.Equal(
            string.Join(", ", expected.Order(StringComparer.Ordinal)), string.Join(", ", actual.Order(StringComparer.Ordinal)), what);
    }

    private static void CheckVotes(Node value, bool?[] votes, string what)
    {
        value.OnlyKeys("block_root", "votes");
        Check.Equal(
            string.Join(' ', value["votes"].Items.Select(static vote => vote.IsNull ? "null" : vote.Text)),
            string.Join(' ', votes.Select(static vote => vote switch { null => "null", true => "true", false => "false" })),
            what);
    }
}
