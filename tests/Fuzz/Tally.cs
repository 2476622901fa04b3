namespace Consensoor.Fuzz;

/// <summary>How many inputs of each decoder ended how.</summary>
internal sealed class Tally
{
    private readonly SortedDictionary<string, SortedDictionary<string, long>> _counts = new(StringComparer.Ordinal);

    private readonly Dictionary<string, TimeSpan> _times = [];

    internal long Total => _counts.Values.Sum(static outcomes => outcomes.Values.Sum());

    internal void Add(string target, string outcome, long count = 1)
    {
        if (!_counts.TryGetValue(target, out SortedDictionary<string, long>? outcomes))
            _counts[target] = outcomes = new SortedDictionary<string, long>(StringComparer.Ordinal);
        outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + count;
    }

    internal void AddTime(string target, TimeSpan time) => _times[target] = _times.GetValueOrDefault(target) + time;

    internal void Add(Tally other)
    {
        foreach ((string target, TimeSpan time) in other._times)
            AddTime(target, time);
        foreach ((string target, SortedDictionary<string, long> outcomes) in other._counts)
        {
            foreach ((string outcome, long count) in outcomes)
                Add(target, outcome, count);
        }
    }

    internal IEnumerable<string> Lines() => _counts.Select(entry =>
    {
        long inputs = entry.Value.Values.Sum();
        string outcomes = string.Join(", ", entry.Value.Select(static outcome => $"{outcome.Key} {outcome.Value}"));
        return $"{entry.Key}: {inputs} inputs, {_times.GetValueOrDefault(entry.Key).TotalMicroseconds / inputs:0} us each; {outcomes}";
    });
}
