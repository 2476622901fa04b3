using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using static Consensoor.Spec.Gossip.ProposerSlashingGossip;

namespace Consensoor.Actors.Network.Topics;

/// <summary>Proposer slashings, for the pool of operations (`phase0/p2p-interface.md#proposer_slashing`).</summary>
internal static class ProposerSlashingTopic
{
    public static Topic Row { get; } = new(TopicKind.ProposerSlashing, "proposer_slashing", new TopicForm<ProposerSlashing>(ForkName.Phase0)
    {
        Check = static (check, slashing) => ValidateProposerSlashingGossip(check.Seen, check.View, slashing, check.Verifier),
        Accept = static (accept, slashing, _) =>
        {
            if (!Mark(accept.Seen, slashing))
            {
                return false;
            }

            accept.Out.Tell(accept.To.Pools.Operations, new AddProposerSlashing(slashing));
            return true;
        },
    });
}
