namespace Consensoor.Actors.Sync;

/// <summary>Tells that a want ended: found, or given up and why.</summary>
internal sealed record WantEnd(WantKey Key, bool IsFound, string Reason);
