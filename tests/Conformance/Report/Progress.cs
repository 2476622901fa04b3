using System.Diagnostics;
using Consensoor.Conformance.Execution;

namespace Consensoor.Conformance.Report;

/// <summary>Prints failures as they come and how far the run is, at most every few seconds.</summary>
public sealed class Progress(TextWriter output, TextWriter status, int total)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(Console.IsErrorRedirected ? 15 : 1);

    private long _last = Stopwatch.GetTimestamp();
    private int _done;
    private int _failed;

    /// <summary>Notes a result.</summary>
    public void Add(CaseResult result)
    {
        _done++;
        if (result.Outcome == Outcome.Failed)
        {
            _failed++;
            output.WriteLine($"FAILED {result.Path.Id}: {result.Reason}");
        }

        if (Stopwatch.GetElapsedTime(_last) >= Interval)
        {
            _last = Stopwatch.GetTimestamp();
            status.WriteLine($"{_done} of {total}, {_failed} failed");
        }
    }
}
