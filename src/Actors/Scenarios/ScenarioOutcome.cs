namespace Consensoor.Actors.Scenarios;

/// <summary>What a scenario came to: whether its expectations held, and what to print, with seed and digest.</summary>
public sealed record ScenarioOutcome(bool Passed, string Digest, string Text);
