using System.Globalization;
using Consensoor.Spec.Config;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Consensoor.Bench.Lodestar;

/// <summary>
/// The processor time of each step in fulu over the size of the registry, both axes logarithmic: ours in circles, theirs in
/// squares, as SVG has no dashed lines from the library that draws.
/// </summary>
internal static class GrowthPlot
{
    private const int Width = 900, Height = 560, MarkerSize = 9;

    /// <summary>Writes SVG.</summary>
    public static void Save(IReadOnlyList<StepTimes> all, string path)
    {
        var plot = new Plot();
        var palette = plot.Add.Palette;
        var steps = all.Where(static times => times.Fork == ForkName.Fulu).GroupBy(static times => times.Step).ToArray();
        for (var i = 0; i < steps.Length; i++)
        {
            Add(plot, steps[i], static times => times.OursCpu, palette.GetColor(i), MarkerShape.FilledCircle, steps[i].Key.Title!);
            Add(plot, steps[i], static times => times.TheirsCpu, palette.GetColor(i), MarkerShape.OpenSquare, "");
        }

        plot.Axes.Bottom.TickGenerator = Logarithmic();
        plot.Axes.Left.TickGenerator = Logarithmic();
        plot.XLabel("validators");
        plot.YLabel("ms of processor time");
        plot.Title("fulu: ours (circles) and Lodestar (squares)");
        plot.ShowLegend(Edge.Right);
        plot.SaveSvg(path, Width, Height);
    }

    private static void Add(
        Plot plot, IEnumerable<StepTimes> step, Func<StepTimes, double> value, Color color, MarkerShape marker, string legend)
    {
        var line = plot.Add.Scatter(
            step.Select(static times => Math.Log10(times.Validators)).ToArray(), step.Select(times => Math.Log10(value(times))).ToArray());
        (line.Color, line.MarkerShape, line.MarkerSize, line.LegendText) = (color, marker, MarkerSize, legend);
    }

    private static NumericAutomatic Logarithmic() => new()
    {
        MinorTickGenerator = new LogMinorTickGenerator(),
        IntegerTicksOnly = true,
        LabelFormatter = static power => Math.Pow(10, power).ToString("N0", CultureInfo.InvariantCulture),
    };
}
