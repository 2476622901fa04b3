namespace Consensoor.Actors.Simulation;

/// <summary>The simulation itself is broken: work came from another thread, or an instant of virtual time does not end.</summary>
public sealed class SimulationException(string message, Exception? inner = null) : Exception(message, inner);
