using Akka.Actor;

namespace Consensoor.Actors.Work;

/// <summary>
/// Restarts a worker that fails in place, however often, after telling <paramref name="failed"/>: it holds nothing, and what it failed on
/// is not tried again.
/// </summary>
internal sealed class WorkerSupervision(Action<IActorRef, Exception> failed) : OneForOneStrategy(static _ => Directive.Restart)
{
    /// <inheritdoc/>
    protected override Directive Handle(IActorRef child, Exception exception)
    {
        failed(child, exception);
        return exception is ActorInitializationException ? Directive.Stop : Directive.Restart;
    }
}
