using System.Globalization;

namespace Consensoor.Bench.Native;

/// <summary>The medians of an operation.</summary>
internal sealed record ComparisonRow(Operation Operation, TimeSpan Ours, TimeSpan Theirs)
{
    private double Ratio => Ours / Theirs;

    internal string ToMarkdown() => string.Create(
        CultureInfo.InvariantCulture, $"| {Operation.Title} | {Format(Ours)} | {Format(Theirs)} | {Ratio:0.00} | {Goal()} |");

    private string Goal() =>
        Operation.Goal is not { } goal
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{goal:0.0}, {(Ratio <= goal ? "met" : "missed")}");

    private static string Format(TimeSpan time)
    {
        var (value, unit) = time.TotalMilliseconds >= 1 ? (time.TotalMilliseconds, "ms") : (time.TotalMicroseconds, "us");
        var digits = value >= 100 ? "0" : value >= 10 ? "0.0" : "0.00";
        return $"{value.ToString(digits, CultureInfo.InvariantCulture)} {unit}";
    }
}
