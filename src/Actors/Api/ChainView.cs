namespace Consensoor.Actors.Api;

/// <summary>What an answer says about the certainty of its data.</summary>
public readonly record struct ChainView(bool IsOptimistic, bool IsFinalized);
