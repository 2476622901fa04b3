using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using static Consensoor.Spec.Gossip.InclusionListGossip;

namespace Consensoor.Actors.Network.Topics;

/// <summary>Inclusion lists, for the chain actor (`heze/p2p-interface.md#new-inclusion_list`).</summary>
internal static class InclusionListTopic
{
    public static Topic Row { get; } = new(TopicKind.InclusionList, "inclusion_list", new TopicForm<SignedInclusionList>(ForkName.Heze)
    {
        Bound = static (spec, _) => spec.Preset.MaxSignedInclusionListSize,
        SlotOf = static list => list.Message.Slot,
        Check = static (check, list) => ValidateInclusionListGossip(check.Seen, check.View, list, check.NowMs, check.Verifier),
        Accept = static (accept, list, _) =>
        {
            if (!Mark(accept.Seen, list.Message))
            {
                return false;
            }

            accept.Out.Batch<SignedInclusionList>(accept.To.Chain, null, list, static lists => new ApplyInclusionLists(lists));
            return true;
        },
    });
}
