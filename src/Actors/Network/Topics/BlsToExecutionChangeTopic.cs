using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using static Consensoor.Spec.Gossip.BlsToExecutionChangeGossip;

namespace Consensoor.Actors.Network.Topics;

/// <summary>
/// Changes of BLS withdrawal credentials, for the pool of operations (`capella/p2p-interface.md#new-bls_to_execution_change`).
/// </summary>
internal static class BlsToExecutionChangeTopic
{
    public static Topic Row { get; } =
        new(TopicKind.BlsToExecutionChange, "bls_to_execution_change", new TopicForm<SignedBLSToExecutionChange>(ForkName.Capella)
        {
            Check =
                static (check, change) => ValidateBlsToExecutionChangeGossip(check.Seen, check.View, change, check.NowMs, check.Verifier),
            Accept = static (accept, change, _) =>
            {
                if (!Mark(accept.Seen, change.Message))
                {
                    return false;
                }

                accept.Out.Tell(accept.To.Pools.Operations, new AddBlsToExecutionChange(change));
                return true;
            },
        });
}
