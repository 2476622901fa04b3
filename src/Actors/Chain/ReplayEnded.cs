namespace Consensoor.Actors.Chain;

/// <summary>All stored blocks were told to the chain.</summary>
internal sealed record ReplayEnded(int Blocks);
