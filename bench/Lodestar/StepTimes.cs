using System.Globalization;
using Consensoor.Bench.Native;
using Consensoor.Spec.Config;

namespace Consensoor.Bench.Lodestar;

/// <summary>What a step took in each round, on both sides.</summary>
internal sealed record StepTimes(int Validators, ForkName Fork, StateStep Step, Elapsed[] Ours, Elapsed[] Theirs)
{
    public const string Header =
        "| validators | fork | step | ours: CPU, clock | theirs: CPU, clock | ratio of CPU (least to most) | of the clock | goal |\n"
        + "| --- | --- | --- | --- | --- | --- | --- | --- |";

    /// <summary>The median of our processor time, in ms.</summary>
    public double OursCpu => Median(Ours, static time => time.Processor);

    /// <summary>The median of their processor time, in ms.</summary>
    public double TheirsCpu => Median(Theirs, static time => time.Processor);

    public string ToMarkdown()
    {
        var (cpu, clock) = (Ratios(static time => time.Processor), Ratios(static time => time.Wall));
        var goal = Validators == 1_000_000 && Step.GoalOf(Fork) is { } some
            ? $"{some.ToString("0.00", CultureInfo.InvariantCulture)}, {(cpu.Median <= some ? "met" : "missed")}"
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {Validators:N0} | {Fork.ToString().ToLowerInvariant()} | {Step.Title} "
            + $"| {Format(OursCpu)}, {Format(Median(Ours, static time => time.Wall))} ms "
            + $"| {Format(TheirsCpu)}, {Format(Median(Theirs, static time => time.Wall))} ms "
            + $"| {cpu.Median:0.000} ({cpu.Least:0.000} to {cpu.Most:0.000}) "
            + $"| {clock.Median:0.000} ({clock.Least:0.000} to {clock.Most:0.000}) "
            + $"| {goal} |");
    }

    private (double Median, double Least, double Most) Ratios(Func<Elapsed, TimeSpan> which)
    {
        double[] ratios = [.. Ours.Zip(Theirs, (ours, theirs) => which(ours) / which(theirs)).Order()];
        return (ratios[ratios.Length / 2], ratios[0], ratios[^1]);
    }

    private static double Median(Elapsed[] times, Func<Elapsed, TimeSpan> which) =>
        times.Select(which).Order().ElementAt(times.Length / 2).TotalMilliseconds;

    private static string Format(double milliseconds) =>
        milliseconds.ToString(milliseconds >= 100 ? "N0" : "0.0", CultureInfo.InvariantCulture);
}
