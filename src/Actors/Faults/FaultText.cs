using System.Globalization;
using Consensoor.Messages;

namespace Consensoor.Actors.Faults;

/// <summary>
/// Reads faults: as text of HOCON (`withhold-payload slots=8-12,20 probability=0.5 seed=7`) or as members of JSON (`kind`, `slots`,
/// `probability`, `seed`, `by`). What is unknown, out of bounds or named twice is refused with its name.
/// </summary>
internal static class FaultText
{
    /// <summary>The most faults of a plan.</summary>
    public const int MostFaults = 64;

    // A block, or payload, that is later than that is as good as withheld.
    private const ulong MostLate = 64;

    private static readonly Dictionary<string, FaultKind> Kinds = Enum.GetValues<FaultKind>().ToDictionary(NameOf, StringComparer.Ordinal);

    /// <summary>The name of a kind: its words in lower case, with dashes.</summary>
    public static string NameOf(FaultKind kind) => string.Concat(
        kind.ToString().Select(static (letter, at) => char.IsUpper(letter) && at > 0 ? $"-{char.ToLowerInvariant(letter)}"
            : $"{char.ToLowerInvariant(letter)}"));

    /// <summary>Reads one as text; null and why where it is none.</summary>
    public static PlannedFault? Parse(string text, out string problem)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var members = new List<KeyValuePair<string, string>>();
        for (var i = 0; i < words.Length; i++)
        {
            var sign = words[i].IndexOf('=', StringComparison.Ordinal);
            if (i == 0 ? sign >= 0 : sign < 0)
            {
                problem = $"'{words[i]}' is none of kind, slots=, probability=, seed= and by=, the kind first";
                return null;
            }

            members.Add(i == 0 ? new("kind", words[i]) : new(words[i][..sign], words[i][(sign + 1)..]));
        }

        return Read(members, out problem);
    }

    /// <summary>Reads one by its members; null and why where it is none.</summary>
    public static PlannedFault? Read(IReadOnlyList<KeyValuePair<string, string>> members, out string problem)
    {
        problem = "";
        var named = members.GroupBy(static member => member.Key).FirstOrDefault(static member => member.Count() > 1);
        if (named is not null)
        {
            problem = $"{named.Key} is there twice";
            return null;
        }

        FaultKind? kind = null;
        var fault = new PlannedFault(default, SlotRanges.All);
        foreach (var (name, value) in members)
        {
            var read = Member(fault, name, value, ref kind);
            if (read is null)
            {
                problem = $"{name}: '{value}' is not {Expected(name)}";
                return null;
            }

            fault = read;
        }

        problem = kind is null ? "kind is missing" : "";
        return kind is { } known ? fault with { Kind = known } : null;
    }

    private static PlannedFault? Member(PlannedFault fault, string name, string value, ref FaultKind? kind)
    {
        switch (name)
        {
            case "kind" when Kinds.TryGetValue(value, out var known):
                kind = known;
                return fault;
            case "slots" when SlotRanges.Parse(value) is { } slots:
                return fault with { Slots = slots };
            case "probability" when double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var chance)
                && chance is >= 0 and <= 1:
                return fault with { Probability = chance };
            case "seed" when TryNumber(value, out var seed):
                return fault with { Seed = seed };
            case "by" when TryNumber(value, out var by) && by is >= 1 and <= MostLate:
                return fault with { By = by };
            default:
                return null;
        }
    }

    private static string Expected(string name) => name switch
    {
        "kind" => $"one of {string.Join(", ", Kinds.Keys)}",
        "slots" => $"a list of slots and ranges, as 5,8-12,40-, of {SlotRanges.Most} at most",
        "probability" => "a number from 0 to 1",
        "seed" => "a number of 64 bits",
        "by" => $"a number of slots from 1 to {MostLate}",
        _ => "a member of a fault: kind, slots, probability, seed, by",
    };

    private static bool TryNumber(string text, out ulong number) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
