namespace Consensoor.Messages;

/// <summary>How a bounded queue or pool stands; its owner publishes it on the event stream once a slot. Dropped counts from the owner's start.</summary>
public sealed record QueueStatus(string Queue, int Count, int Bound, ulong Dropped);
