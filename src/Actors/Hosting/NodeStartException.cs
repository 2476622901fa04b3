namespace Consensoor.Actors.Hosting;

/// <summary>Tells the operator why a node cannot start; it becomes a line on standard error and exit code 1.</summary>
public sealed class NodeStartException(string message) : Exception(message);
