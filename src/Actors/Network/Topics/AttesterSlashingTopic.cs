using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using static Consensoor.Spec.Gossip.AttesterSlashingGossip;

namespace Consensoor.Actors.Network.Topics;

/// <summary>Attester slashings, for the pool of operations and the chain actor (`phase0/p2p-interface.md#attester_slashing`).</summary>
internal static class AttesterSlashingTopic
{
    public static Topic Row { get; } = new(TopicKind.AttesterSlashing, "attester_slashing", new TopicForm<AttesterSlashing>(ForkName.Phase0)
    {
        Bound = static (spec, fork) => fork >= ForkName.Gloas ? spec.Preset.MaxAttesterSlashingSize : ulong.MaxValue,
        Check = static (check, slashing) => ValidateAttesterSlashingGossip(check.Seen, check.View, slashing, check.Verifier),
        Accept = static (accept, slashing, _) =>
        {
            if (!Mark(accept.Seen, slashing))
            {
                return false;
            }

            accept.Out.Tell(accept.To.Pools.Operations, new AddAttesterSlashing(slashing));
            accept.Out.Tell(accept.To.Chain, new ApplyAttesterSlashing(slashing));
            return true;
        },
    });
}
