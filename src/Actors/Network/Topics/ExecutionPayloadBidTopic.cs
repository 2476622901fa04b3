using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using static Consensoor.Spec.Gossip.ExecutionPayloadBidGossip;

namespace Consensoor.Actors.Network.Topics;

/// <summary>Bids of builders, for their pool (`gloas/p2p-interface.md#new-execution_payload_bid`).</summary>
internal static class ExecutionPayloadBidTopic
{
    /// <summary>The row; bids are judged by the preferences and the payloads that were accepted.</summary>
    public static Topic Row { get; } = new(
        TopicKind.ExecutionPayloadBid, "execution_payload_bid", new TopicForm<SignedExecutionPayloadBid>(ForkName.Gloas)
    {
        Bound = static (spec, fork) =>
            fork >= ForkName.Heze ? spec.Preset.MaxSignedExecutionPayloadBidSizeHeze : spec.Preset.MaxSignedExecutionPayloadBidSize,
        SlotOf = static bid => bid.Message.Slot,
        Check = static (check, bid) => ValidateExecutionPayloadBidGossip(check.Seen, check.View, bid, check.NowMs, check.Verifier),
        Accept = static (accept, bid, _) =>
        {
            if (!Mark(accept.Seen, bid.Message))
            {
                return false;
            }

            accept.Out.Tell(accept.To.Pools.Bids, new AddBid(bid));
            return true;
        },
    })
    {
        Hears =
        [
            TopicEar.For<PreferencesAccepted>(
                static (seen, accepted) => ProposerPreferencesGossip.Mark(seen, accepted.Preferences.Message)),
            TopicEar.For<EnvelopeAccepted>(static (seen, accepted) => ExecutionPayloadEnvelopeGossip.Mark(seen, accepted.Envelope.Message)),
        ],
    };
}
