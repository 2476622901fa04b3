using Akka.Actor;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// Sends what a task gives to an actor. Use it instead of Akka's PipeTo, which resumes on the thread pool whenever the task was completed
/// with asynchronous continuations (Ask, stream queues): that order is not repeatable under virtual time.
/// </summary>
public static class TaskPipe
{
    /// <summary>
    /// Tells <paramref name="success"/> or <paramref name="failure"/> of the task to <paramref name="recipient"/>, with no sender.
    /// </summary>
    public static void PipeBack<T>(
        this Task<T> task, ActorSystem system, ICanTell recipient, Func<T, object> success, Func<Exception, object> failure) =>
        _ = task.ContinueWith(
            done => Tell(done, recipient, success, failure),
            CancellationToken.None,
            TaskContinuationOptions.None,
            (system.Scheduler as IContinuationScheduler)?.Continuations ?? TaskScheduler.Default);

    // The task is over: to await it goes on at once, on this thread.
    private static async Task Tell<T>(Task<T> done, ICanTell recipient, Func<T, object> success, Func<Exception, object> failure)
    {
        var told = done.IsCompletedSuccessfully ? success(await done.ConfigureAwait(false)) : failure(Reason(done));
        recipient.Tell(told, ActorRefs.NoSender);
    }

    private static Exception Reason(Task task) => task.Exception?.GetBaseException() ?? new TaskCanceledException(task);
}
