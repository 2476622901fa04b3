using Consensoor.Messages;

namespace Consensoor.Interop.BeaconApi;

/// <summary>
/// What was read of the answer of the last node that was asked: the value of an answer of success, else none. Failed are the nodes that
/// were asked and gave nothing of use, in order.
/// </summary>
public sealed record BeaconReading<T>(T? Value, BeaconAnswer Answer, IReadOnlyList<BeaconNodeFailed> Failed)
    where T : class;
