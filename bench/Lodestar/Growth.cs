using System.Globalization;

namespace Consensoor.Bench.Lodestar;

/// <summary>How the cost of each step grows with the registry, as a table: processor time by validator, which is the same where it grows
/// as the registry does.</summary>
internal static class Growth
{
    /// <summary>Prints nanoseconds of a validator for each size.</summary>
    public static void Print(IReadOnlyList<StepTimes> all, IReadOnlyList<int> sizes)
    {
        var names = sizes.Select(static size => size.ToString("N0", CultureInfo.InvariantCulture));
        Console.WriteLine($"| CPU ns a validator: ours, theirs | fork | {string.Join(" | ", names)} |");
        Console.WriteLine($"| --- | --- |{string.Concat(sizes.Select(static _ => " --- |"))}");
        foreach (var row in all.GroupBy(static times => (times.Step, times.Fork)))
        {
            var cells = sizes.Select(size => row.FirstOrDefault(times => times.Validators == size) is { } times
                ? $"{Each(times.OursCpu, size)}, {Each(times.TheirsCpu, size)}"
                : "");
            Console.WriteLine($"| {row.Key.Step.Title} | {row.Key.Fork.ToString().ToLowerInvariant()} | {string.Join(" | ", cells)} |");
        }
    }

    private static string Each(double milliseconds, int validators) =>
        (milliseconds * 1e6 / validators).ToString("N0", CultureInfo.InvariantCulture);
}
