namespace Consensoor.Actors.Chain;

/// <summary>All stored blocks were told to the chain; so many blocks and payloads of them it did not take.</summary>
internal sealed record ReplayEnded(int Blocks, int Refused);
