using System.Diagnostics;
using System.Security.Cryptography;

namespace Consensoor.Bench.Native;

/// <summary>Runs an operation of ours and theirs by turns, after both were warmed up and gave the same result.</summary>
internal sealed class Comparison(NativeProcess theirs, NativeOptions options)
{
    // Long enough for the runtime to have compiled everything with what it learned of it.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private const int WarmUpCalls = 3;

    /// <summary>Refuses (InvalidOperationException) two sides that do not agree.</summary>
    internal ComparisonRow Run(Operation operation)
    {
        operation.Prepare();
        var spent = Stopwatch.StartNew();
        for (var i = 0; i < WarmUpCalls || spent.Elapsed < WarmUp; i++)
        {
            Time(operation);
            theirs.Run(operation.Name);
        }

        var result = Convert.ToHexStringLower(SHA256.HashData(operation.Result()));
        if (result != theirs.Check(operation.Name))
            throw new InvalidOperationException($"the two sides do not agree on {operation.Name}");

        Elapsed[] ourTimes = new Elapsed[options.Rounds], theirTimes = new Elapsed[options.Rounds];
        for (var i = 0; i < options.Rounds; i++)
        {
            theirTimes[i] = theirs.Run(operation.Name);
            ourTimes[i] = Time(operation);
        }

        return new ComparisonRow(operation, Median(ourTimes), Median(theirTimes));
    }

    private static Elapsed Time(Operation operation)
    {
        var used = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < operation.Repeats; i++)
            operation.Call();
        var wall = Stopwatch.GetElapsedTime(start);
        return new Elapsed(wall / operation.Repeats, (Environment.CpuUsage.TotalTime - used) / operation.Repeats);
    }

    private TimeSpan Median(Elapsed[] elapsed)
    {
        var times = Array.ConvertAll(elapsed, time => options.ByProcessorTime ? time.Processor : time.Wall);
        Array.Sort(times);
        return (times[(times.Length - 1) / 2] + times[times.Length / 2]) / 2;
    }
}
