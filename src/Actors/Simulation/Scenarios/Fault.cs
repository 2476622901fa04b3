namespace Consensoor.Actors.Simulation.Scenarios;

/// <summary>What a scenario does to its run at a time: what it is called, and what it does.</summary>
internal sealed record Fault<TNode>(TimeSpan Elapsed, string Text, Action<ScenarioRun<TNode>> Act)
    where TNode : class, IScenarioNode;
