namespace Consensoor.Actors.Simulation.Scenarios;

/// <summary>What of a kind was out of the ordinary in a run: how many, and the first and the last of them as lines.</summary>
public sealed record ScenarioIncidents(IncidentKind Kind, long Count, IReadOnlyList<string> Lines);
