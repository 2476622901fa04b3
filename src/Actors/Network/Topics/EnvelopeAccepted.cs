using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Network.Topics;

/// <summary>An envelope was accepted on gossip; published by its lane for other lanes.</summary>
internal sealed record EnvelopeAccepted(SignedExecutionPayloadEnvelope Envelope);
