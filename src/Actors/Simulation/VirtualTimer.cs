using Akka.Actor;

namespace Consensoor.Actors.Simulation;

/// <summary>One scheduled action, once or at an interval, until it is cancelled or its node is down.</summary>
internal sealed class VirtualTimer(Action fire, TimeSpan? interval, ICancelable? cancelable, SimulatedNode? owner) : IDisposable
{
    private bool _cancelled;

    /// <summary>The time between two firings; null for a timer that fires once.</summary>
    public TimeSpan? Interval => interval;

    /// <summary>Whether it will never fire again: cancelled, or its node is down.</summary>
    public bool IsDead => _cancelled || cancelable is { IsCancellationRequested: true } || owner is { IsDown: true };

    /// <summary>The node that set it; null for the world itself.</summary>
    public SimulatedNode? Owner => owner;

    /// <summary>Does what is due.</summary>
    public void Fire() => fire();

    /// <summary>Cancels it.</summary>
    public void Dispose() => _cancelled = true;
}
