using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// What a failure of a child of the node means, as a table:
/// a child that could not be made is stopped (and built anew after a back-off), any other failure restarts it in place, with its mailbox
/// and without the message that failed, until it has failed too often since the last reset; then it is stopped as well. Failures are
/// counted without Akka's time window, which reads the wall clock.
/// </summary>
internal sealed class NodeSupervision(
    int maxRestarts, Action<ChildFailed> report, Action<string, Exception> count) : OneForOneStrategy(static _ => Directive.Restart)
{
    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);

    /// <summary>Forgets the failures counted so far.</summary>
    public void Reset() => _failures.Clear();

    /// <inheritdoc/>
    protected override Directive Handle(IActorRef child, Exception exception)
    {
        var failures = _failures[child.Path.Name] = _failures.GetValueOrDefault(child.Path.Name) + 1;
        var directive = exception switch
        {
            ActorInitializationException => Directive.Stop,
            _ when failures > maxRestarts => Directive.Stop,
            _ => Directive.Restart,
        };
        count(child.Path.Name, exception.GetBaseException());
        report(new ChildFailed(child.Path.Name, exception.GetBaseException().Message, directive == Directive.Restart));
        return directive;
    }
}
