using System.Collections.Concurrent;

namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>
/// Runs handlers and their continuations on the thread that takes them out: Akka completes questions on the thread pool, from where nothing
/// may go into a world's queue.
/// </summary>
internal sealed class HandlerScheduler : TaskScheduler, IDisposable
{
    private readonly BlockingCollection<Task> _tasks = [];

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs all that is there, and what comes within a time of real clocks; false where nothing came.</summary>
    public bool RunSome(TimeSpan patience)
    {
        var hasRun = false;
        while (_tasks.TryTake(out var task, hasRun ? TimeSpan.Zero : patience))
        {
            hasRun = true;
            TryExecuteTask(task);
        }

        return hasRun;
    }

    public void Dispose() => _tasks.Dispose();

    protected override void QueueTask(Task task) => _tasks.Add(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _tasks;
}
