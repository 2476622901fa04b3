using Akka.Actor;
using Akka.Dispatch;

namespace Consensoor.Actors.Simulation;

/// <summary>Hands every mailbox run of its actors to the world's run queue, one message a run.</summary>
internal sealed class SeededDispatcher : MessageDispatcher
{
    private readonly SimulatedWorld world;
    private readonly SimulatedNode node;
    private readonly Dictionary<IRunnable, Lane> lanes = new(ReferenceEqualityComparer.Instance);
    private readonly Lane ownLane;

    public SeededDispatcher(SeededDispatcherConfigurator configurator, VirtualScheduler scheduler, string id)
        : base(configurator)
    {
        world = scheduler.World;
        node = scheduler.Node;
        Id = id;
        ownLane = new Lane($"{node.Name}:{id}", StableHash.Of($"{node.Name}:{id}"), node);
        Throughput = 1;
        // With throughput 1 alone Akka takes up to two messages a run. A deadline of zero has passed whatever the clock says,
        // so the run ends after one message and the real clock that is read there decides nothing.
        ThroughputDeadlineTime = 0;
        ShutdownTimeout = TimeSpan.FromSeconds(1);
    }

    public override void Attach(ActorCell cell)
    {
        if (cell.Mailbox is { } mailbox)
            lanes[mailbox] = world.LaneFor(cell.Self.Path, node);
        base.Attach(cell);
    }

    public override void Detach(ActorCell cell)
    {
        if (cell.Mailbox is { } mailbox)
            lanes.Remove(mailbox);
        base.Detach(cell);
    }

    protected override void ExecuteTask(IRunnable run) => world.Enqueue(run, lanes.GetValueOrDefault(run, ownLane), Id);

    protected override void Shutdown()
    {
        // There is no thread to give back: the world's thread outlives every dispatcher.
    }
}
