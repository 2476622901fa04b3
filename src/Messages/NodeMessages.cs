namespace Consensoor.Messages;

/// <summary>What the node supervisor publishes on the event stream.</summary>
public interface INodeEvent
{
    /// <summary>The name of the child it is about.</summary>
    string Child { get; }
}

/// <summary>A child failed; it was restarted in place, or stopped to be built anew.</summary>
public sealed record ChildFailed(string Child, string Cause, bool Restarted) : INodeEvent;

/// <summary>
/// A child has failed so often the same way, one time after the other, that it will not come back by itself; a process of its own ends with
/// the reason.
/// </summary>
public sealed record NodeGivenUp(string Child, string Cause, int Failures) : INodeEvent;

/// <summary>A child stopped; it and those that depend on it are built anew after a back-off.</summary>
public sealed record ChildStopped(string Child, TimeSpan BackOff) : INodeEvent;

/// <summary>
/// A child was stopped by the supervisor, since one stopped that it may hold a reference to; it is built anew with that one, whose
/// <see cref="ChildStopped"/> is the event.
/// </summary>
public sealed record DependentStopped(string Child);
