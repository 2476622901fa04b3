namespace Consensoor.Messages;

/// <summary>
/// How a bounded queue or pool stands, or the most that waited in it since the last slot; its owner publishes it on the event stream once a
/// slot. Dropped counts from the owner's start.
/// </summary>
public sealed record QueueStatus(string Queue, int Count, int Bound, ulong Dropped);
