namespace Consensoor.Actors.Hosting;

/// <summary>Why a node cannot start, for the operator.</summary>
public sealed class NodeStartException(string message) : Exception(message);
