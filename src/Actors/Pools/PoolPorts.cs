using Akka.Actor;

namespace Consensoor.Actors.Pools;

/// <summary>The pools whose content is shown, each told <see cref="Messages.IPoolCommand"/>.</summary>
public sealed record PoolPorts(ICanTell Attestations, ICanTell PayloadAttestations, ICanTell Operations);
