using Consensoor.Messages;

namespace Consensoor.Actors.Crypto;

/// <summary>
/// Decides what the crypto pool verifies next: signatures of one priority together, once a batch of them is full or the oldest has waited long enough; those of blocks, which
/// come in batches, without a wait, and those of a new block alone; columns at once, one request a job. What is more urgent goes first, among the same the older. It is handed
/// the time, and reads no clock.
/// </summary>
internal sealed class CryptoSchedule<T>(CryptoPoolSettings settings)
{
    private static readonly SignaturePriority[] Priorities = Enum.GetValues<SignaturePriority>();

    /// <summary>Signatures that wait.</summary>
    public PriorityBacklog<T> Signatures { get; } = new(settings.Queue);

    /// <summary>Data columns that wait.</summary>
    public PriorityBacklog<T> Columns { get; } = new(settings.Columns);

    /// <summary>Takes out the work of the next job; empty where nothing is due.</summary>
    public IReadOnlyList<T> Next(DateTimeOffset now)
    {
        foreach (var priority in Priorities)
        {
            var signatures = DueAt(priority) <= now ? Signatures.OldestOf(priority) : null;
            var columns = Columns.OldestOf(priority);
            if (columns is { } column && (signatures is null || column.Since < signatures.Value.Since))
            {
                return [Columns.Take(priority).Item];
            }

            if (signatures is not null)
            {
                return TakeBatch(priority);
            }
        }

        return [];
    }

    /// <summary>When the first work that waits is due; null where none waits. It is in the past where a job could be had now.</summary>
    public DateTimeOffset? NextDue()
    {
        DateTimeOffset? first = null;
        foreach (var priority in Priorities)
        {
            var due = Columns.OldestOf(priority)?.Since;
            var signatures = DueAt(priority);
            if (due is null || signatures < due)
            {
                due = signatures;
            }

            if (first is null || due < first)
            {
                first = due;
            }
        }

        return first;
    }

    /// <summary>Takes out everything.</summary>
    public IReadOnlyList<T> TakeAll()
    {
        var all = new List<T>();
        foreach (var backlog in (PriorityBacklog<T>[])[Signatures, Columns])
        {
            foreach (var priority in Priorities)
            {
                while (backlog.OldestOf(priority) is not null)
                {
                    all.Add(backlog.Take(priority).Item);
                }
            }
        }

        return all;
    }

    private DateTimeOffset? DueAt(SignaturePriority priority)
    {
        if (Signatures.OldestOf(priority) is not { } oldest)
        {
            return null;
        }

        var isReady = priority is SignaturePriority.Block or SignaturePriority.Fetched || Signatures.WeightOf(priority) >= settings.Batch;
        return isReady ? oldest.Since : oldest.Since + settings.Wait;
    }

    /// <summary>At most a full batch, but one request at least, and of blocks no more: what is wrong with one is not to cost another.</summary>
    private List<T> TakeBatch(SignaturePriority priority)
    {
        var first = Signatures.Take(priority);
        var batch = new List<T> { first.Item };
        var weight = first.Weight;
        while (priority != SignaturePriority.Block
            && Signatures.OldestOf(priority) is { } next
            && weight + (long)next.Weight <= settings.Batch)
        {
            batch.Add(Signatures.Take(priority).Item);
            weight += next.Weight;
        }

        return batch;
    }
}
