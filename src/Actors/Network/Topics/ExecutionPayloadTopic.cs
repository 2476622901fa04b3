using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using static Consensoor.Spec.Gossip.ExecutionPayloadEnvelopeGossip;

namespace Consensoor.Actors.Network.Topics;

/// <summary>Payload envelopes, for the chain actor (`gloas/p2p-interface.md#new-execution_payload`).</summary>
internal static class ExecutionPayloadTopic
{
    public static Topic Row { get; } = new(
        TopicKind.ExecutionPayload, "execution_payload", new TopicForm<SignedExecutionPayloadEnvelope>(ForkName.Gloas)
    {
        SlotOf = static envelope => envelope.Message.Payload.SlotNumber,
        Names = static (envelope, _) => envelope.Message.BeaconBlockRoot,
        Check = static (check, envelope) => ValidateExecutionPayloadEnvelopeGossip(check.Seen, check.View, envelope, check.Verifier),
        Accept = static (accept, envelope, _) =>
        {
            if (!Mark(accept.Seen, envelope.Message))
            {
                return false;
            }

            accept.Out.Tell(accept.To.Chain, new ImportEnvelope(envelope, accept.Source) { Proven = accept.Proven });
            accept.Out.Publish(new EnvelopeAccepted(envelope));
            return true;
        },
    })
    {
        FetchesMissingBlocks = true,
        Timed = JudgedPart.Payload,
    };
}
