using Consensoor.Messages;

namespace Consensoor.Actors.Tests.Work;

/// <summary>Says what <see cref="Actors.Work.PriorityBacklog{T}"/> is with one list in the order of arrival.</summary>
internal sealed class LiteralBacklog(int bound)
{
    public sealed record Item(int Id, WorkPriority Priority, int Weight, DateTimeOffset Since, DateTimeOffset Deadline);

    public List<Item> All { get; } = [];

    public ulong Dropped { get; private set; }

    public List<int> Add(Item work)
    {
        if (All.Where(other => other.Priority < work.Priority).Sum(static other => other.Weight) + work.Weight > bound)
        {
            Dropped += (ulong)work.Weight;
            return [work.Id];
        }

        var dropped = new List<int>();
        All.Add(work);
        while (All.Sum(static other => other.Weight) > bound)
        {
            var least = All.Max(static other => other.Priority);
            var oldest = All.First(other => other.Priority == least);
            All.Remove(oldest);
            dropped.Add(oldest.Id);
            Dropped += (ulong)oldest.Weight;
        }

        return dropped;
    }

    public List<int> Expire(DateTimeOffset now)
    {
        var expired = All.Where(work => work.Deadline <= now).OrderBy(static work => work.Priority).ToList();
        All.RemoveAll(expired.Contains);
        Dropped += (ulong)expired.Sum(static work => work.Weight);
        return [.. expired.Select(static work => work.Id)];
    }
}
