using Consensoor.Messages;

namespace Consensoor.Actors.Work;

/// <summary>
/// Decides what the work pool does next. Signatures of one priority go together, once a batch of them is full or the oldest has waited long
/// enough; those of blocks, which come in batches, without a wait, and those of a new block alone. Columns go at once, one request a job;
/// tasks (transitions) likewise, but those less urgent than a new block only while not too many are under way. What is more urgent goes
/// first, among the same the older. It is handed the time, and reads no clock.
/// </summary>
internal sealed class WorkSchedule<T>(WorkSettings settings)
{
    private static readonly WorkPriority[] Priorities = Enum.GetValues<WorkPriority>();

    /// <summary>The signatures that wait, weighed by their number.</summary>
    public PriorityBacklog<T> Signatures { get; } = new(settings.Signatures);

    /// <summary>The data columns that wait, weighed by their number.</summary>
    public PriorityBacklog<T> Columns { get; } = new(settings.Columns);

    /// <summary>Tasks that wait: transitions, and what else takes a worker for itself for long.</summary>
    public PriorityBacklog<T> Tasks { get; } = new(settings.Tasks);

    private IReadOnlyList<PriorityBacklog<T>> Backlogs => [Signatures, Columns, Tasks];

    /// <summary>Takes out the work of the next job, where so many unhurried tasks are under way; empty where nothing is due.</summary>
    public IReadOnlyList<T> Next(DateTimeOffset now, int unhurried)
    {
        foreach (var priority in Priorities)
        {
            PriorityBacklog<T>? from = null;
            DateTimeOffset? oldest = null;
            foreach (var backlog in Backlogs)
            {
                if (DueAt(backlog, priority, unhurried) <= now
                    && backlog.OldestOf(priority) is { } entry
                    && (oldest is null || entry.Since < oldest))
                {
                    (from, oldest) = (backlog, entry.Since);
                }
            }

            if (from is not null)
            {
                return from == Signatures ? TakeBatch(priority) : [from.Take(priority).Item];
            }
        }

        return [];
    }

    /// <summary>
    /// When the first work that waits is due; null where none waits, or none may be begun. It is in the past where a job could be had now.
    /// </summary>
    public DateTimeOffset? NextDue(int unhurried) =>
        Priorities.SelectMany(priority => Backlogs.Select(backlog => DueAt(backlog, priority, unhurried))).Min();

    /// <summary>Takes out and counts what has reached its deadline.</summary>
    public IReadOnlyList<T> Expire(DateTimeOffset now) => [.. Backlogs.SelectMany(backlog => backlog.Expire(now))];

    /// <summary>The first deadline of what waits, null where nothing does.</summary>
    public DateTimeOffset? FirstDeadline() => Backlogs.Min(static backlog => backlog.FirstDeadline());

    /// <summary>Takes out all that waits, for each to be answered as dropped.</summary>
    public IReadOnlyList<T> TakeAll() => [.. Backlogs.SelectMany(static backlog => backlog.TakeAll())];

    private DateTimeOffset? DueAt(PriorityBacklog<T> backlog, WorkPriority priority, int unhurried)
    {
        if (backlog.OldestOf(priority) is not { } oldest)
        {
            return null;
        }

        if (backlog == Signatures)
        {
            var isReady =
                priority is WorkPriority.Block or WorkPriority.Fetched || Signatures.WeightOf(priority) >= settings.Batch;
            return isReady ? oldest.Since : oldest.Since + settings.Wait;
        }

        return backlog == Tasks && priority != WorkPriority.Block && unhurried >= settings.Unhurried ? null : oldest.Since;
    }

    /// <summary>
    /// At most a full batch, but one request at least, and of blocks no more: what is wrong with one is not to cost another.
    /// </summary>
    private List<T> TakeBatch(WorkPriority priority)
    {
        var first = Signatures.Take(priority);
        var batch = new List<T> { first.Item };
        var weight = first.Weight;
        while (priority != WorkPriority.Block
            && Signatures.OldestOf(priority) is { } next
            && weight + (long)next.Weight <= settings.Batch)
        {
            batch.Add(Signatures.Take(priority).Item);
            weight += next.Weight;
        }

        return batch;
    }
}
