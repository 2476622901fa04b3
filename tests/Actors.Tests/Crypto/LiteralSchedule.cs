using Consensoor.Actors.Crypto;
using Consensoor.Messages;

namespace Consensoor.Actors.Tests.Crypto;

/// <summary>What <see cref="CryptoSchedule{T}"/> decides, said over the list of all that waits.</summary>
internal sealed class LiteralSchedule(CryptoPoolSettings settings)
{
    public LiteralBacklog Signatures { get; } = new(settings.Queue);

    public LiteralBacklog Columns { get; } = new(settings.Columns);

    public List<int> Next(DateTimeOffset now)
    {
        var jobs = Jobs().Where(job => job.Due <= now).ToList();
        if (jobs.Count == 0)
        {
            return [];
        }

        var job = jobs.OrderBy(static job => job.Works[0].Priority).ThenBy(static job => job.Works[0].Since).ThenBy(static job => job.IsColumns).First();
        (job.IsColumns ? Columns : Signatures).All.RemoveAll(job.Works.Contains);
        return [.. job.Works.Select(static work => work.Id)];
    }

    public DateTimeOffset? NextDue() => Jobs().Select(static job => (DateTimeOffset?)job.Due).Min();

    private IEnumerable<(List<LiteralBacklog.Work> Works, DateTimeOffset Due, bool IsColumns)> Jobs()
    {
        foreach (var kind in Columns.All.GroupBy(static work => work.Priority))
        {
            yield return ([kind.First()], kind.First().Since, true);
        }

        foreach (var kind in Signatures.All.GroupBy(static work => work.Priority))
        {
            if (kind.Key == SignaturePriority.Block)
            {
                yield return ([kind.First()], kind.First().Since, false);
                continue;
            }

            // As many of the oldest as fill a batch, one at least.
            var count = Enumerable.Range(1, kind.Count()).Last(count => count == 1 || kind.Take(count).Sum(static work => work.Weight) <= settings.Batch);
            var isReady = kind.Key == SignaturePriority.Fetched || kind.Sum(static work => work.Weight) >= settings.Batch;
            yield return ([.. kind.Take(count)], isReady ? kind.First().Since : kind.First().Since + settings.Wait, false);
        }
    }
}
