using Consensoor.Actors.Work;
using Consensoor.Messages;

namespace Consensoor.Actors.Tests.Work;

/// <summary>Says what <see cref="WorkSchedule{T}"/> decides over the lists of all that waits.</summary>
internal sealed class LiteralSchedule(WorkSettings settings)
{
    public LiteralBacklog Signatures { get; } = new(settings.Signatures);

    public LiteralBacklog Columns { get; } = new(settings.Columns);

    public LiteralBacklog Tasks { get; } = new(settings.Tasks);

    public IEnumerable<LiteralBacklog.Item> All => Signatures.All.Concat(Columns.All).Concat(Tasks.All);

    public List<int> Next(DateTimeOffset now, int unhurried)
    {
        var jobs = Jobs(unhurried).Where(job => job.Due <= now).ToList();
        if (jobs.Count == 0)
        {
            return [];
        }

        var job = jobs.OrderBy(static job => job.Works[0].Priority)
            .ThenBy(static job => job.Works[0].Since)
            .ThenBy(static job => job.Kind)
            .First();
        ((LiteralBacklog[])[Signatures, Columns, Tasks])[job.Kind].All.RemoveAll(job.Works.Contains);
        return [.. job.Works.Select(static work => work.Id)];
    }

    public DateTimeOffset? NextDue(int unhurried) => Jobs(unhurried).Select(static job => (DateTimeOffset?)job.Due).Min();

    public List<int> Expire(DateTimeOffset now) => [.. Signatures.Expire(now), .. Columns.Expire(now), .. Tasks.Expire(now)];

    private IEnumerable<(List<LiteralBacklog.Item> Works, DateTimeOffset Due, int Kind)> Jobs(int unhurried)
    {
        foreach (var kind in Columns.All.GroupBy(static work => work.Priority))
        {
            yield return ([kind.First()], kind.First().Since, 1);
        }

        foreach (var kind in Tasks.All.GroupBy(static work => work.Priority))
        {
            // Of several workers one is kept free of what can wait.
            if (kind.Key == WorkPriority.Block || unhurried < Math.Max(settings.Workers - 1, 1))
            {
                yield return ([kind.First()], kind.First().Since, 2);
            }
        }

        foreach (var kind in Signatures.All.GroupBy(static work => work.Priority))
        {
            if (kind.Key == WorkPriority.Block)
            {
                yield return ([kind.First()], kind.First().Since, 0);
                continue;
            }

            // As many of the oldest as fill a batch, one at least.
            var count = Enumerable.Range(1, kind.Count())
                .Last(count => count == 1 || kind.Take(count).Sum(static work => work.Weight) <= settings.Batch);
            var isReady = kind.Key == WorkPriority.Fetched || kind.Sum(static work => work.Weight) >= settings.Batch;
            yield return ([.. kind.Take(count)], isReady ? kind.First().Since : kind.First().Since + settings.Wait, 0);
        }
    }
}
