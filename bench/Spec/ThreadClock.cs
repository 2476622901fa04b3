using System.Runtime.InteropServices;

namespace Consensoor.Bench.Spec;

/// <summary>Processor time of the calling thread, which other work on the machine disturbs least. Linux only.</summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTime = 3;

    /// <summary>The best and the median of some runs, in milliseconds of the thread's processor time.</summary>
    public static (double Best, double Median) Measure(int runs, Action prepare, Action work)
    {
        var times = new double[runs];
        for (var i = 0; i < runs; i++)
        {
            prepare();
            var started = Now();
            work();
            times[i] = Now() - started;
        }

        Array.Sort(times);
        return (times[0], times[runs / 2]);
    }

    private static double Now() =>
        GetTime(ThreadCpuTime, out var time) == 0
            ? (time.Seconds * 1e3) + (time.Nanoseconds / 1e6)
            : throw new PlatformNotSupportedException("clock_gettime(CLOCK_THREAD_CPUTIME_ID)");

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
