using Akka.Event;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Builders;

/// <summary>What becomes of bids, and what is said of it.</summary>
internal sealed partial class BidderActor
{
    private void OnPublished(Published published)
    {
        if (published.Message is not SignedExecutionPayloadBid { Message: var bid })
        {
            OnShown(published);
        }
        else if (published.Decision == GossipDecision.Accept)
        {
            _said.Remove(bid.BuilderIndex);
            var parent = bid.ParentBlockRoot.ToString()[..10];
            _log.Info("builder {0} bids {1} Gwei for slot {2} on {3}", bid.BuilderIndex, bid.Value, bid.Slot, parent);
            Context.System.EventStream.Publish(new BidTold(bid.BuilderIndex, bid.Slot, bid.Value, bid.BlockHash));
        }
        else
        {
            Omit(bid.BuilderIndex, bid.Slot, $"the bid was not sent: {published.Reason} ({published.Decision})");
        }
    }

    /// <summary>Says that there is no bid; in the log once for each reason in a row.</summary>
    private void Omit(BuilderIndex builder, Slot slot, string reason)
    {
        if (_said.GetValueOrDefault(builder) != reason)
        {
            _said[builder] = reason;
            _log.Info("builder {0} does not bid for slot {1}: {2}", builder, slot, reason);
        }

        Context.System.EventStream.Publish(new BidOmitted(builder, slot, reason));
    }
}
