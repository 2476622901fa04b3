namespace Consensoor.Actors.Hosting;

/// <summary>
/// Counts failures of children that repeat: the same child by the same cause, each within a calm time of the one before. It is handed the
/// time, and reads no clock.
/// </summary>
internal sealed class RepeatedFailures(int bound, TimeSpan calm)
{
    private readonly Dictionary<string, (string Cause, int Count, DateTimeOffset Last)> _byChild = new(StringComparer.Ordinal);

    /// <summary>Counts a failure; true for the one that reaches the bound, and for no other before the count begins anew.</summary>
    public bool Note(string child, string cause, DateTimeOffset now)
    {
        var known = _byChild.GetValueOrDefault(child);
        var isRepeated = known.Cause == cause && now - known.Last < calm;
        var count = isRepeated ? known.Count + 1 : 1;
        _byChild[child] = (cause, count, now);
        return count == bound;
    }
}
