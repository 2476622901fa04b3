namespace Consensoor.Actors.Page;

/// <summary>What a node kept on disk at a time, by kind, and how many bytes were free beside it; null where that is not known.</summary>
public sealed record DiskUsage(DateTimeOffset At, long? Free, IReadOnlyList<DiskKind> Kinds);
