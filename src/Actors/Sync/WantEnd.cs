namespace Consensoor.Actors.Sync;

/// <summary>A want that ended, and why.</summary>
internal sealed record WantEnd(WantKey Key, bool IsFound, string Reason);
