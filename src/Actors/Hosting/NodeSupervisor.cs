using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// The parent of a node's actors (/user/node). It makes them in the order of a table, each from those before it, and keeps them: a failed
/// child is restarted in place; where one stopped, it and all behind it in the table are stopped and made anew after a back-off, since they
/// may hold a reference to it.
/// </summary>
public sealed class NodeSupervisor : ReceiveActor, IWithTimers
{
    private readonly IReadOnlyList<SupervisedChild> _table;
    private readonly Akka.Configuration.Config _config;
    private readonly NodeSupervision _supervision;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly RepeatedFailures _repeated;
    private readonly int _giveUp;
    private readonly HashSet<string> _stopping = new(StringComparer.Ordinal);
    private readonly TimeSpan _minBackOff;
    private readonly TimeSpan _maxBackOff;
    private TimeSpan _backOff;
    private NodeActors _actors = NodeActors.None;

    /// <summary>Supervises the children of a table.</summary>
    public NodeSupervisor(IReadOnlyList<SupervisedChild> table)
    {
        _table = table;
        _config = Context.System.Settings.Config.GetConfig("consensoor");
        _supervision = new NodeSupervision(_config.Positive("supervision.max-restarts"), OnFailure, Count);
        _giveUp = _config.Positive("supervision.give-up");
        _repeated = new RepeatedFailures(_giveUp, _config.GetTimeSpan("supervision.reset-interval"));
        _minBackOff = _config.GetTimeSpan("supervision.back-off");
        _maxBackOff = _config.GetTimeSpan("supervision.max-back-off");
        _backOff = _minBackOff;
        Receive<Terminated>(stopped => OnStopped(stopped.ActorRef));
        Receive<Build>(_ => BuildMissing());
        Receive<Reset>(_ => OnReset());
        Receive<GetNodeActors>(_ => Sender.Tell(_actors));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Describes a supervisor with the table of <see cref="NodeChildren"/>.</summary>
    public static Props Props(NodeSettings settings) => Props(settings, NodeChildren.Table);

    /// <summary>Describes a supervisor with a table of one's own, for tests.</summary>
    public static Props Props(NodeSettings settings, IReadOnlyList<NodeChild> table) =>
        Props([.. table.Select(child => new SupervisedChild(
            child.Name, (config, actors) => child.Props(new NodeParts(settings, config, actors))))]);

    /// <summary>Describes a supervisor of other actors than those of a node.</summary>
    public static Props Props(IReadOnlyList<SupervisedChild> table) => Akka.Actor.Props.Create(() => new NodeSupervisor(table));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        BuildMissing();
        Timers.StartPeriodicTimer("reset", new Reset(), _config.GetTimeSpan("supervision.reset-interval"));
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => _supervision;

    private void BuildMissing()
    {
        foreach (var child in _table)
        {
            if (Context.Child(child.Name).IsNobody())
            {
                var actor = Context.ActorOf(child.Props(_config, _actors), child.Name);
                Context.Watch(actor);
                _actors = _actors.With(child.Name, actor);
            }
        }
    }

    private void OnFailure(ChildFailed failed)
    {
        _log.Warning("{0} failed and is {1}: {2}", failed.Child, failed.Restarted ? "restarted" : "stopped", failed.Cause);
        Context.System.EventStream.Publish(failed);
    }

    private void Count(string child, Exception cause)
    {
        var what = $"{cause.GetType().Name}: {cause.Message}";
        if (_repeated.Note(child, what, Context.System.Scheduler.Now))
        {
            _log.Error("{0} failed {1} times the same way: {2}", child, _giveUp, what);
            Context.System.EventStream.Publish(new NodeGivenUp(child, what, _giveUp));
        }
    }

    private void OnStopped(IActorRef stopped)
    {
        var name = stopped.Path.Name;
        if (!_stopping.Remove(name))
        {
            StopDependents(name);
            Context.System.EventStream.Publish(new ChildStopped(name, _backOff));
            _log.Warning("{0} stopped; it and those behind it are built anew in {1}", name, _backOff);
        }

        if (_stopping.Count == 0)
        {
            Timers.StartSingleTimer("build", new Build(), _backOff);
            _backOff = _backOff * 2 < _maxBackOff ? _backOff * 2 : _maxBackOff;
        }
    }

    private void StopDependents(string name)
    {
        foreach (var behind in _table.SkipWhile(child => child.Name != name).Skip(1))
        {
            var actor = Context.Child(behind.Name);
            if (!actor.IsNobody() && _stopping.Add(behind.Name))
            {
                Context.Stop(actor);
                Context.System.EventStream.Publish(new DependentStopped(behind.Name));
            }
        }
    }

    private void OnReset()
    {
        _supervision.Reset();
        _backOff = _minBackOff;
    }

    private sealed record Build;

    private sealed record Reset;
}
