using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Prometheus;

namespace Consensoor.Actors.Reporting.Mailboxes;

/// <summary>
/// The metrics of mailboxes, each second. Actors of a kind that differ by number are one label (`node/work/worker`), and what is deeper
/// than three names counts for its ancestor, so that labels are bounded by the program.
/// </summary>
internal sealed class MailboxMetrics : ReceiveActor
{
    private static readonly Gauge Waiting = Metrics.CreateGauge("consensoor_mailbox_length", "Messages that wait", "node", "actor");
    private static readonly Counter Taken = Metrics.CreateCounter("consensoor_mailbox_messages_total", "Messages taken", "node", "actor");
    private static readonly Gauge Oldest = Metrics.CreateGauge(
        "consensoor_mailbox_oldest_seconds", "How long the oldest message has waited, to a second", "node", "actor");
    private static readonly Counter Restarts = Metrics.CreateCounter(
        "consensoor_actor_restarts_total", "Restarts of the node's children, in place or built anew", "node", "actor");

    private static readonly char[] Digits = [.. "0123456789"];

    private readonly Dictionary<string, long> _taken;
    private HashSet<string> _labels = new(StringComparer.Ordinal);

    /// <summary>Sets what is published of a node, under its name; what each actor had taken outlives its restarts.</summary>
    public MailboxMetrics(string node, Dictionary<string, long> taken)
    {
        _taken = taken;
        Receive<MailboxReport>(report => OnReport(node, report));
    }

    /// <summary>Describes the metrics of a node by its name.</summary>
    public static Props Props(string node)
    {
        var taken = new Dictionary<string, long>(StringComparer.Ordinal);
        return Akka.Actor.Props.Create(() => new MailboxMetrics(node, taken));
    }

    /// <summary>Gives the label of an actor's path.</summary>
    internal static string LabelOf(string path)
    {
        var names = path.Split('/').Take(3).Select(static name => name.StartsWith('$') ? "$" : name.TrimEnd(Digits).TrimEnd('-'));
        return string.Join('/', names);
    }

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(MailboxReport));

    private void OnReport(string node, MailboxReport report)
    {
        var labels = new HashSet<string>(StringComparer.Ordinal);
        foreach (var actors in report.Actors.GroupBy(static actor => LabelOf(actor.Path)))
        {
            labels.Add(actors.Key);
            Waiting.WithLabels(node, actors.Key).Set(actors.Sum(static actor => (double)actor.Waiting));
            Oldest.WithLabels(node, actors.Key).Set(actors.Max(static actor => actor.OldestAge).TotalSeconds);
            Taken.WithLabels(node, actors.Key).Inc(actors.Sum(Grown));
            if (IsChild(actors.Key))
            {
                Restarts.WithLabels(node, actors.Key).IncTo(actors.Sum(static actor => (double)actor.Restarts));
            }
        }

        foreach (var ended in _labels.Except(labels))
        {
            Waiting.WithLabels(node, ended).Set(0);
            Oldest.WithLabels(node, ended).Set(0);
        }

        _labels = labels;
        var there = report.Actors.Select(static actor => actor.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _taken.Keys.Where(path => !there.Contains(path)).ToArray())
        {
            _taken.Remove(gone);
        }
    }

    // Of others nobody counts them, which is not to look like none.
    private static bool IsChild(string label) => label.Split('/') is [Node.Name, _];

    private double Grown(MailboxFigures actor)
    {
        var before = _taken.GetValueOrDefault(actor.Path);
        _taken[actor.Path] = actor.Taken;
        return actor.Taken >= before ? actor.Taken - before : actor.Taken;
    }
}
