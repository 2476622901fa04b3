using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Chain;

/// <summary>A message of a gossip lane that waits in the chain's room, and the lane it goes back to.</summary>
internal sealed class LaneWait(IActorRef lane, AwaitedMessage message) : IWaits
{
    public IActorRef Lane => lane;

    /// <summary>The message, and what it waits for.</summary>
    public AwaitedMessage Message => message;

    /// <inheritdoc/>
    public TopicKind Kind => message.Kind;

    /// <inheritdoc/>
    public Source Source => message.Source;

    /// <inheritdoc/>
    public Slot StageSince { get; set; }

    /// <summary>The block or payload that the message waits for.</summary>
    public WaitKey Key => message.IsPayload ? WaitKey.Payload(message.Root) : WaitKey.Block(message.Root);
}
