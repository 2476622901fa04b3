namespace Consensoor.Actors.Simulation.Scenarios;

/// <summary>An expectation that did not hold: what it was, when it was asked, and why not.</summary>
public sealed record ScenarioFailure(TimeSpan Elapsed, long Slot, string Expectation, string Reason);
