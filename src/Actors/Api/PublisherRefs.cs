using Akka.Actor;

namespace Consensoor.Actors.Api;

/// <summary>Names whom the publisher speaks to: the network actor and the chain actor.</summary>
public sealed record PublisherRefs(ICanTell Network, ICanTell Chain)
{
    /// <summary>Gives builders the blocks that took their bids.</summary>
    public ICanTell Builders { get; init; } = ActorRefs.Nobody;
}
