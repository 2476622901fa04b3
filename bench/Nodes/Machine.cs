using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Consensoor.Bench.Native;

namespace Consensoor.Bench.Nodes;

/// <summary>What a run says of the machine below its table.</summary>
internal static class Machine
{
    /// <summary>The day, the processor and the widest vectors it has.</summary>
    public static string Line => string.Create(
        CultureInfo.InvariantCulture,
        $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}, {Environment.ProcessorCount} processors, {NativeProgram.Processor()}, "
            + $"{(Avx512F.IsSupported ? "AVX-512" : Avx2.IsSupported ? "AVX2" : "neither AVX-512 nor AVX2")}; "
            + $"{RuntimeInformation.FrameworkDescription}");

    /// <summary>The load of the last minute, as `uptime` says it.</summary>
    public static string Load => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
