namespace Consensoor.Actors.Hosting;

/// <summary>A node of the process cannot go on; the message says which part of it, and why.</summary>
internal sealed class NodeFailedException(string message) : Exception(message);
