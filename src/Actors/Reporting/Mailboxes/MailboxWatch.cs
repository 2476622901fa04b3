using Akka.Actor;
using Akka.Dispatch;
using Consensoor.Messages;

namespace Consensoor.Actors.Reporting.Mailboxes;

/// <summary>
/// Reads the mailboxes below /user each second, from outside: no actor is told anything. Publishes <see cref="MailboxReport"/>.
/// </summary>
internal sealed class MailboxWatch : ReceiveActor, IWithTimers
{
    /// <summary>Names the actor below /user.</summary>
    public const string Name = "mailboxes";

    /// <summary>The most actors that are reported, parents first; further ones are left out.</summary>
    public const int MaxActors = 512;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, int> _restarts;
    private Dictionary<string, MailboxHistory> _histories = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Watches the actors of its system; the restarts counted so far outlive its own.</summary>
    public MailboxWatch(Dictionary<string, int> restarts)
    {
        _restarts = restarts;
        Receive<Read>(_ => Publish());
        Receive<ChildFailed>(failed =>
        {
            if (failed.Restarted)
            {
                Count(failed.Child);
            }
        });
        Receive<ChildStopped>(stopped => Count(stopped.Child));
        Receive<DependentStopped>(stopped => Count(stopped.Child));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Describes the watch of a system.</summary>
    public static Props Props()
    {
        var restarts = new Dictionary<string, int>(StringComparer.Ordinal);
        return Akka.Actor.Props.Create(() => new MailboxWatch(restarts));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(INodeEvent));
        Context.System.EventStream.Subscribe(Self, typeof(DependentStopped));
        Timers.StartPeriodicTimer("read", Read.Instance, TimeSpan.Zero, Interval);
    }

    private void Count(string child) => _restarts[$"node/{child}"] = _restarts.GetValueOrDefault($"node/{child}") + 1;

    private void Publish()
    {
        var now = Context.System.Scheduler.Now;
        var figures = new List<MailboxFigures>(_count);
        var histories = new Dictionary<string, MailboxHistory>(_histories.Count, StringComparer.Ordinal);
        foreach (var (path, cell) in Walk())
        {
            var (waiting, taken) = cell is ActorCell { Mailbox.MessageQueue: CountedQueue queue }
                ? (queue.Count, queue.Taken)
                : (cell.NumberOfMessages, 0);
            var history = histories[path] = _histories.GetValueOrDefault(path) ?? new MailboxHistory();
            var (rate, age) = history.Note(now, taken, waiting);
            figures.Add(new MailboxFigures(path, waiting, taken, rate, age, _restarts.GetValueOrDefault(path)));
        }

        (_histories, _count) = (histories, figures.Count);
        Context.System.EventStream.Publish(new MailboxReport(now, figures));
    }

    /// <summary>Gives the actors below /user, a generation after the other.</summary>
    private static IEnumerable<(string Path, ICell Cell)> Walk()
    {
        var queue = new Queue<(string Path, IActorRef Actor)>();
        queue.Enqueue(("", ((ExtendedActorSystem)Context.System).Guardian));
        for (var given = 0; given < MaxActors && queue.TryDequeue(out var next);)
        {
            if (next.Actor is not ActorRefWithCell actor)
            {
                continue;
            }

            if (next.Path.Length > 0)
            {
                given++;
                yield return (next.Path, actor.Underlying);
            }

            foreach (var child in actor.Children.OrderBy(static child => child.Path.Name, StringComparer.Ordinal))
            {
                queue.Enqueue((next.Path.Length == 0 ? child.Path.Name : $"{next.Path}/{child.Path.Name}", child));
            }
        }
    }

    private sealed record Read
    {
        public static Read Instance { get; } = new();
    }
}
