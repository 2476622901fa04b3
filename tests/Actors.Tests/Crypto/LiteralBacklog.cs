using Consensoor.Messages;

namespace Consensoor.Actors.Tests.Crypto;

/// <summary>What <see cref="Actors.Crypto.PriorityBacklog{T}"/> is, said with one list in the order of arrival.</summary>
internal sealed class LiteralBacklog(int bound)
{
    public sealed record Work(int Id, SignaturePriority Priority, int Weight, DateTimeOffset Since);

    public List<Work> All { get; } = [];

    public ulong Dropped { get; private set; }

    public List<int> Add(Work work)
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
}
