using Consensoor.Spec.Config;

namespace Consensoor.Actors.Hosting.Checkpoints;

/// <summary>Holds the bytes of an answer, and the fork that its header names; null where it names none.</summary>
internal sealed record CheckpointBody(byte[] Bytes, ForkName? Fork);
