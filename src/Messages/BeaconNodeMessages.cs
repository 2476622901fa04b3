namespace Consensoor.Messages;

/// <summary>
/// Which beacon nodes are of use now, by their places in the operator's list, the first to be asked first; published on the event stream
/// whenever that has changed, and each slot.
/// </summary>
public sealed record BeaconNodesRanked(IReadOnlyList<int> Order);

/// <summary>
/// A beacon node, by its place in the operator's list, gave no answer of use, and why; who ranks the nodes puts it behind the others.
/// </summary>
public sealed record BeaconNodeFailed(int Node, string Problem);
