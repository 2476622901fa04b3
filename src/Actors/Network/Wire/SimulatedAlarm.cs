using Akka.Actor;

namespace Consensoor.Actors.Network.Wire;

/// <summary>
/// Wakes an actor at the earliest of the times it was set to. It may go off too early, which costs a look; never too late.
/// </summary>
internal sealed class SimulatedAlarm(IActorRef sleeper, IScheduler scheduler)
{
    private DateTimeOffset? _at;
    private ICancelable? _timer;

    /// <summary>Sets it to a time, at once for one that is past; null leaves it as it is.</summary>
    public void Set(DateTimeOffset? time)
    {
        if (time is not { } at || _at <= at)
        {
            return;
        }

        _timer?.Cancel();
        _at = at;
        var wait = at > scheduler.Now ? at - scheduler.Now : TimeSpan.Zero;
        _timer = scheduler.ScheduleTellOnceCancelable(wait, sleeper, SimulatedHostActor.Due.Instance, ActorRefs.NoSender);
    }

    /// <summary>Hears that it went off, so that it can be set to any time again.</summary>
    public void WentOff() => _at = null;

    /// <summary>Switches it off.</summary>
    public void Cancel() => _timer?.Cancel();
}
