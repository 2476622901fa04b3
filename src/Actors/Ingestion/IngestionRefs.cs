using Akka.Actor;
using Consensoor.Actors.Pools;

namespace Consensoor.Actors.Ingestion;

/// <summary>Whom ingestion tells what it accepts, and who verifies for it.</summary>
public sealed record IngestionRefs(IActorRef Chain, IActorRef Crypto, PoolRefs Pools);
