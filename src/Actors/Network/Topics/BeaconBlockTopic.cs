using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using static Consensoor.Spec.Gossip.BeaconBlockGossip;

namespace Consensoor.Actors.Network.Topics;

/// <summary>Blocks, for the chain actor (`phase0/p2p-interface.md#beacon_block`).</summary>
internal static class BeaconBlockTopic
{
    public static Topic Row { get; } = new(TopicKind.BeaconBlock, "beacon_block", new TopicForm<SignedBeaconBlock>(ForkName.Phase0)
    {
        SlotOf = static block => block.Message.Slot,
        Names = static (block, context) => block.Message.HashTreeRoot(context),
        Check = static (check, block) =>
        {
            var result = ValidateBeaconBlockGossip(check.Seen, check.View, block, check.NowMs, check.Verifier);
            return IsRepeated(check.Seen, block.Message) ? new Checked(result) { Sighting = new BlockRepeated(block) } : result;
        },
        Accept = static (accept, block, _) =>
        {
            if (!Mark(accept.Seen, block.Message))
            {
                // It was verified beside the other one, which was accepted first.
                accept.Out.Publish(new BlockRepeated(block));
                return false;
            }

            var fork = accept.View.Spec.ForkAtSlot(block.Message.Slot);
            accept.Out.Tell(accept.To.Chain, new ImportBlock(block, fork, accept.Source) { Proven = accept.Proven });
            return true;
        },
    })
    {
        FetchesMissingBlocks = true,
        TakesUnknownProposers = true,
        Timed = JudgedPart.Block,
    };
}
