using Akka.Dispatch;

namespace Consensoor.Actors.Simulation;

/// <summary>Task scheduler of a world: tasks are runs of its queue, on its thread, in seeded order.</summary>
internal sealed class WorldTaskScheduler(SimulatedWorld world) : TaskScheduler
{
    private readonly Lane _lane = new("tasks", StableHash.Of("tasks"), null);

    public override int MaximumConcurrencyLevel => 1;

    protected override void QueueTask(Task task) => world.Enqueue(new ActionRunnable(() => TryExecuteTask(task)), _lane, null);

    // Only a task that was never queued may run in place: one taken out of the queue early would run twice as far as the order is
    // concerned.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && world.OwnsCurrentThread && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
