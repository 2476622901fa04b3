namespace Consensoor.Actors.Sync;

/// <summary>Tells that a want ended: found, or given up and why, and which peers named it and had it not themselves.</summary>
internal sealed record WantEnd(WantKey Key, bool IsFound, string Reason, IReadOnlyCollection<string> Inventors);
