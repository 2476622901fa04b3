using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using static Consensoor.Spec.Gossip.VoluntaryExitGossip;

namespace Consensoor.Actors.Network.Topics;

/// <summary>Voluntary exits, for the pool of operations (`phase0/p2p-interface.md#voluntary_exit`).</summary>
internal static class VoluntaryExitTopic
{
    public static Topic Row { get; } = new(TopicKind.VoluntaryExit, "voluntary_exit", new TopicForm<SignedVoluntaryExit>(ForkName.Phase0)
    {
        Check = static (check, exit) => ValidateVoluntaryExitGossip(check.Seen, check.View, exit, check.NowMs, check.Verifier),
        Accept = static (accept, exit, _) =>
        {
            if (!Mark(accept.Seen, exit.Message))
            {
                return false;
            }

            accept.Out.Tell(accept.To.Pools.Operations, new AddVoluntaryExit(exit));
            return true;
        },
    });
}
