namespace Consensoor.Actors.Simulation;

/// <summary>
/// What was out of the ordinary in a world, by kind: the first and the last <see cref="Kept"/> of each and how many there were, what a node
/// says again of the same kind counted on one line. It is for the report and no part of the digest.
/// </summary>
public sealed class IncidentLog
{
    /// <summary>Lines of a kind that are kept from the beginning, and as many from the end.</summary>
    public const int Kept = 8;

    private readonly SortedDictionary<IncidentKind, (long Count, List<Incident> First, List<Incident> Last)> _byKind = [];

    /// <summary>Notes something that happened to a node.</summary>
    public void Note(TimeSpan elapsed, IncidentKind kind, string node, string text)
    {
        var (count, first, last) = _byKind.GetValueOrDefault(kind, (0, [], []));
        _byKind[kind] = (count + 1, first, last);
        if (IsAgain(last, node, text) || IsAgain(first, node, text))
        {
            return;
        }

        var list = first.Count < Kept ? first : last;
        if (list.Count == Kept)
        {
            list.RemoveAt(0);
        }

        list.Add(new Incident(elapsed, node, text, 1));
    }

    /// <summary>Gives how many of a kind there were, and lines of the first and the last, with a line for what lies between.</summary>
    public (long Count, IReadOnlyList<string> Lines) Of(IncidentKind kind)
    {
        if (!_byKind.TryGetValue(kind, out var noted))
        {
            return (0, []);
        }

        var (count, first, last) = noted;
        var between = count - first.Concat(last).Sum(static incident => (long)incident.Times);
        return (count,
        [
            .. first.Select(static incident => incident.ToString()),
            .. between > 0 ? [$"... {between} more"] : (IEnumerable<string>)[],
            .. last.Select(static incident => incident.ToString()),
        ]);
    }

    private static bool IsAgain(List<Incident> noted, string node, string text)
    {
        var index = noted.FindLastIndex(incident => incident.Node == node);
        if (index < 0 || noted[index].Text != text)
        {
            return false;
        }

        noted[index] = noted[index] with { Times = noted[index].Times + 1 };
        return true;
    }
}
