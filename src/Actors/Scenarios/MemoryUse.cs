using Consensoor.Actors.Simulation.Scenarios;

namespace Consensoor.Actors.Scenarios;

/// <summary>The managed memory of this process, as one run sees it: measured at the end of epochs, after a full collection.</summary>
public sealed class MemoryUse
{
    private const int Shown = 25;

    private readonly List<long> _bytes = [];

    /// <summary>Expects that all nodes together never take more than some MiB; a line of figures stands in the report.</summary>
    public static Expectation<DevnetNode> Below(int mebibytes) => new(
        $"all nodes together take at most {mebibytes} MiB of memory",
        run => Of(run).Measure(run) is { } use && use.Peak > mebibytes ? $"{use.Peak} MiB in epoch {use._bytes.Count - 1}" : null);

    /// <summary>
    /// Expects that after a number of epochs nothing grows but what a node must know of each block that may still be built upon: at most so
    /// many bytes a slot and node above what all took until then. Asked at the end, so that the figures of the whole run are told. Stands
    /// beside <see cref="Below"/>, which measures.
    /// </summary>
    public static Expectation<DevnetNode> FlatAfter(int epoch, int bytesPerBlock) => new Expectation<DevnetNode>(
        $"memory grows by at most {bytesPerBlock} bytes a block and node after epoch {epoch}",
        run =>
        {
            var use = Of(run);
            var before = use._bytes.Take(epoch).DefaultIfEmpty().Max();
            var blocks = Math.Max(1, use._bytes.Count - epoch) * DevnetShape.SlotsPerEpoch * run.Nodes.Count;
            var each = (use._bytes.DefaultIfEmpty().Max() - before) / blocks;
            run.Measure("growth", $"{each} bytes a block and node after epoch {epoch}");
            return each > bytesPerBlock ? $"{each} bytes; {use.Peak} MiB, {before >> 20} MiB until epoch {epoch}" : null;
        }).AtTheEnd();

    private long Peak => _bytes.DefaultIfEmpty().Max() >> 20;

    private static MemoryUse Of(ScenarioRun<DevnetNode> run) => run.Own(static () => new MemoryUse());

    /// <summary>Measures in the last slot of an epoch; null in others.</summary>
    private MemoryUse? Measure(ScenarioRun<DevnetNode> run)
    {
        if (run.Slot % DevnetShape.SlotsPerEpoch != DevnetShape.SlotsPerEpoch - 1)
        {
            return null;
        }

        _bytes.Add(GC.GetTotalMemory(forceFullCollection: true));
        var every = string.Join(' ', _bytes.Where((_, epoch) => epoch % Shown == Shown - 1).Select(static bytes => bytes >> 20));
        run.Measure("memory", $"{Peak} MiB at most; every {Shown} epochs: {every}");
        return this;
    }
}
