namespace Consensoor.Bench.Native;

/// <summary>What a call took: by the clock, and of processor time over all threads of its process.</summary>
internal readonly record struct Elapsed(TimeSpan Wall, TimeSpan Processor);
