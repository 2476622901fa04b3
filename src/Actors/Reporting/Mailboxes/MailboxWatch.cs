using Akka.Actor;
using Akka.Dispatch;
using Consensoor.Messages;

namespace Consensoor.Actors.Reporting.Mailboxes;

/// <summary>
/// Reads the mailboxes below /user each second, from outside: no actor is told anything. Publishes <see cref="MailboxReport"/>, and
/// answers <see cref="GetMailboxes"/> with the last.
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
    private MailboxReport _report = new(default, []);

    /// <summary>Watches the actors of its system; the restarts counted so far outlive its own.</summary>
    public MailboxWatch(Dictionary<string, int> restarts)
    {
        _restarts = restarts;
        Receive<Read>(_ => Publish());
        Receive<GetMailboxes>(_ => Sender.Tell(_report));
        Receive<ChildFailed>(failed =>
        {
            if (failed.Restarted)
            {
                Count(failed.Child);
            }
        });
        Receive<ChildStopped>(stopped => Count(stopped.Child));
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
        Timers.StartPeriodicTimer("read", Read.Instance, TimeSpan.Zero, Interval);
    }

    private void Count(string child) => _restarts[$"node/{child}"] = _restarts.GetValueOrDefault($"node/{child}") + 1;

    private void Publish()
    {
        var now = Context.System.Scheduler.Now;
        var figures = new List<MailboxFigures>(_report.Actors.Count);
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

        _histories = histories;
        _report = new MailboxReport(now, figures);
        Context.System.EventStream.Publish(_report);
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
