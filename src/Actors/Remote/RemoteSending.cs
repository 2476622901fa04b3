using Consensoor.Messages;

namespace Consensoor.Actors.Remote;

/// <summary>
/// What became of a message that was given to nodes: why it was not sent, null where it was; whether a node has imported it; and which
/// failed on the way.
/// </summary>
internal sealed record RemoteSending(string? Problem, bool IsImported, IReadOnlyList<BeaconNodeFailed> Failed);
