using Akka.Actor;

namespace Consensoor.Actors.Simulation;

/// <summary>One scheduled action, once or at an interval, until it is cancelled or its node is down.</summary>
internal sealed class VirtualTimer(Action fire, TimeSpan? interval, ICancelable? cancelable, SimulatedNode? owner) : IDisposable
{
    private bool cancelled;

    public TimeSpan? Interval => interval;

    public bool IsDead => cancelled || cancelable is { IsCancellationRequested: true } || owner is { IsDown: true };

    public SimulatedNode? Owner => owner;

    public void Fire() => fire();

    public void Dispose() => cancelled = true;
}
