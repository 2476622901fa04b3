namespace Consensoor.Messages;

/// <summary>
/// Which beacon nodes are of use now, by their places in the operator's list, the first to be asked first; published on the event stream
/// whenever that has changed, and each slot.
/// </summary>
public sealed record BeaconNodesRanked(IReadOnlyList<int> Order);

/// <summary>Tell who ranks the beacon nodes that one of them gave no answer of use, and why; it goes behind the others.</summary>
public sealed record BeaconNodeFailed(int Node, string Problem);
