using Akka.Actor;

namespace Consensoor.Actors.Simulation.Scenarios;

/// <summary>What a scenario must know of a node; the rest is for its expectations.</summary>
public interface IScenarioNode
{
    /// <summary>The actor system that the node lives in, one a node.</summary>
    ActorSystem System { get; }
}
