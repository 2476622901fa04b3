namespace Consensoor.Interop.BeaconApi;

/// <summary>A node, by its place in the list of nodes, that gave no answer of use, and why.</summary>
public sealed record BeaconFailure(int Node, string Problem);
