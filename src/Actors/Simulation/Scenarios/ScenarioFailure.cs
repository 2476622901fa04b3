namespace Consensoor.Actors.Simulation.Scenarios;

/// <summary>An expectation that did not hold: what it was, when it was asked, and what was seen instead.</summary>
public sealed record ScenarioFailure(TimeSpan Elapsed, long Slot, string Expectation, string Reason);
