using Consensoor.Actors.Simulation.Scenarios;

namespace Consensoor.Actors.Scenarios;

/// <summary>The managed memory of this process, as one run sees it: measured at the end of epochs, after a full collection.</summary>
public sealed class MemoryUse
{
    private const int Shown = 25;

    private readonly List<long> _bytes = [];

    /// <summary>
    /// Expects that all nodes together never take more than some MiB, and after a number of epochs not more than some percent above what
    /// they took until then.
    /// </summary>
    public static Expectation<DevnetNode> Below(int mebibytes, int flatAfter, int growthPercent) => new(
        $"{mebibytes} MiB of memory at most, and {growthPercent} % of growth after epoch {flatAfter}",
        run => run.Own(static () => new MemoryUse()).WhyNot(run, mebibytes, flatAfter, growthPercent));

    private string? WhyNot(ScenarioRun<DevnetNode> run, int mebibytes, int flatAfter, int growthPercent)
    {
        if (run.Slot % DevnetShape.SlotsPerEpoch != DevnetShape.SlotsPerEpoch - 1)
        {
            return null;
        }

        _bytes.Add(GC.GetTotalMemory(forceFullCollection: true));
        var (peak, before) = (_bytes.Max() >> 20, _bytes.Take(flatAfter).Max() >> 20);
        var every = string.Join(' ', _bytes.Where((_, epoch) => epoch % Shown == Shown - 1).Select(static bytes => bytes >> 20));
        run.Measure("memory", $"{peak} MiB at most, {before} MiB until epoch {flatAfter}; every {Shown} epochs: {every}");
        var allowed = before * (100 + growthPercent) / 100;
        return peak > mebibytes ? $"{peak} MiB in epoch {_bytes.Count - 1}"
            : _bytes.Count > flatAfter && peak > allowed ? $"{peak} MiB in epoch {_bytes.Count - 1}, {before} MiB until epoch {flatAfter}"
            : null;
    }
}
