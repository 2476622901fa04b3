namespace Consensoor.Actors.Hosting;

/// <summary>Finds the name that a mistyped one was meant to be, by the letters to change, add, drop or swap.</summary>
internal static class NearestName
{
    // What is longer is no name.
    private const int MaxLength = 128;

    /// <summary>
    /// Gives the nearest of names, by the fewest letters and then by the alphabet; null where each differs in more than a third of the
    /// letters, unless one alone ends in the same word behind its last dot.
    /// </summary>
    public static string? Of(string given, IEnumerable<string> names)
    {
        if (given.Length > MaxLength)
        {
            return null;
        }

        var list = names.Order(StringComparer.Ordinal).ToList();
        var best = list.Select(name => (Name: name, Steps: Steps(given, name))).OrderBy(static one => one.Steps).FirstOrDefault();
        if (best.Name is not null && best.Steps <= Math.Max(2, LastWord(given).Length / 3))
        {
            return best.Name;
        }

        var same = list.Where(name => LastWord(name) == LastWord(given)).Take(2).ToList();
        return same.Count == 1 ? same[0] : null;
    }

    /// <summary>Gives an aside for a message, `; the nearest is …`; empty where none is near.</summary>
    public static string Aside(string given, IEnumerable<string> names) =>
        Of(given, names) is { } nearest ? $"; the nearest is {nearest}" : "";

    /// <summary>Counts the letters to change, add, drop or swap with their neighbour (optimal string alignment).</summary>
    public static int Steps(string from, string to)
    {
        var rows = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                rows[i, j] = i == 0 ? j : j == 0 ? i : Cheapest(rows, from, to, i, j);
            }
        }

        return rows[from.Length, to.Length];
    }

    private static int Cheapest(int[,] rows, string from, string to, int i, int j)
    {
        var isSame = from[i - 1] == to[j - 1];
        var steps = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + (isSame ? 0 : 1));
        var isSwap = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
        return isSwap ? Math.Min(steps, rows[i - 2, j - 2] + 1) : steps;
    }

    private static string LastWord(string name) => name[(name.LastIndexOf('.') + 1)..];
}
