using Akka.Actor;
using Akka.Dispatch;

namespace Consensoor.Actors.Simulation;

/// <summary>Hands every mailbox run of its actors to the world's run queue, one message a run.</summary>
internal sealed class SeededDispatcher : MessageDispatcher
{
    private readonly SimulatedWorld _world;
    private readonly SimulatedNode _node;
    private readonly Dictionary<IRunnable, Lane> _lanes = new(ReferenceEqualityComparer.Instance);
    private readonly Lane _ownLane;

    /// <summary>A dispatcher of a section of HOCON, in the world and the node of a scheduler.</summary>
    public SeededDispatcher(SeededDispatcherConfigurator configurator, VirtualScheduler scheduler, string id)
        : base(configurator)
    {
        _world = scheduler.World;
        _node = scheduler.Node;
        Id = id;
        _ownLane = new Lane($"{_node.Name}:{id}", StableHash.Of($"{_node.Name}:{id}"), _node);
        Throughput = 1;
        // With throughput 1 alone Akka takes up to two messages a run. A deadline of zero has passed whatever the clock says,
        // so the run ends after one message and the real clock that is read there decides nothing.
        ThroughputDeadlineTime = 0;
        ShutdownTimeout = TimeSpan.FromSeconds(1);
    }

    public override void Attach(ActorCell cell)
    {
        if (cell.Mailbox is { } mailbox)
        {
            _lanes[mailbox] = _world.LaneFor(cell.Self.Path, _node);
        }

        base.Attach(cell);
    }

    public override void Detach(ActorCell cell)
    {
        if (cell.Mailbox is { } mailbox)
        {
            _lanes.Remove(mailbox);
        }

        base.Detach(cell);
    }

    protected override void ExecuteTask(IRunnable run) => _world.Enqueue(run, _lanes.GetValueOrDefault(run, _ownLane), Id);

    protected override void Shutdown()
    {
        // There is no thread to give back: the world's thread outlives every dispatcher.
    }
}
