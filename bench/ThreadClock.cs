using System.Runtime.InteropServices;

namespace Consensoor.Bench;

/// <summary>The processor time of the calling thread (Linux), which other programs on a busy machine do not add to.</summary>
internal static partial class ThreadClock
{
    private const int ThreadProcessorTime = 3;

    /// <summary>The least processor time that a call took of so many, and the bytes that it allocated on this thread.</summary>
    public static (TimeSpan Time, long Bytes) Best(int rounds, Action prepare, Action call)
    {
        var (best, bytes) = (TimeSpan.MaxValue, long.MaxValue);
        for (var i = 0; i < rounds; i++)
        {
            prepare();
            GC.Collect();
            var (allocated, start) = (GC.GetAllocatedBytesForCurrentThread(), Now());
            call();
            var taken = Now() - start;
            best = taken < best ? taken : best;
            bytes = Math.Min(bytes, GC.GetAllocatedBytesForCurrentThread() - allocated);
        }

        return (best, bytes);
    }

    /// <summary>The least and the median of some runs, in milliseconds of processor time.</summary>
    public static (double Best, double Median) Measure(int runs, Action prepare, Action work)
    {
        var times = new double[runs];
        for (var i = 0; i < runs; i++)
        {
            prepare();
            var start = Now();
            work();
            times[i] = (Now() - start).TotalMilliseconds;
        }

        Array.Sort(times);
        return (times[0], times[runs / 2]);
    }

    /// <summary>The processor time of the calling thread so far.</summary>
    public static TimeSpan Now()
    {
        if (Gettime(ThreadProcessorTime, out var time) != 0)
        {
            throw new InvalidOperationException("this system has no clock of a thread's processor time");
        }

        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1e3);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Gettime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
