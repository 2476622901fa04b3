using Akka.Actor;

namespace Consensoor.Actors.Api;

/// <summary>Names whom the publisher speaks to: the network actor and the chain actor.</summary>
public sealed record PublisherRefs(ICanTell Network, ICanTell Chain);
