using System.Globalization;
using System.Runtime.InteropServices;
using Consensoor.Spec.Crypto;

namespace Consensoor.Bench.Native;

/// <summary>`native`: our cryptography and that of native libraries in one run, as a table on standard output.</summary>
internal static class NativeProgram
{
    internal static void Run(NativeOptions options)
    {
        using var folder = new InputFolder();
        using var theirs = new NativeProcess(options.Driver, folder.Path);
        var comparison = new Comparison(theirs, options);
        Operation[] operations =
        [
            .. new[] { new HashOperations(folder).All, new SignatureOperations(folder).All, new BlobOperations(folder).All }
                .SelectMany(static group => group)
                .Where(operation => $"{operation.Name} {operation.Title}".Contains(options.Only, StringComparison.OrdinalIgnoreCase)),
        ];
        var versions = theirs.Versions;
        string clock = options.ByProcessorTime ? "processor time" : "by the clock";

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}, {Processor()} with {Extensions()}; {RuntimeInformation.FrameworkDescription}, "
                + $"{versions}; medians of {options.Rounds} rounds by turns, {clock}."));
        Console.WriteLine();
        Console.WriteLine("| operation | ours | theirs | ratio | goal |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        foreach (var operation in operations)
            Console.WriteLine(comparison.Run(operation).ToMarkdown());
        Console.WriteLine();
        foreach (var operation in operations)
            Console.WriteLine($"- {operation.Title}: {operation.Includes}.");
    }

    internal static string Processor()
    {
        const string ModelKey = "model name", FamilyKey = "cpu family", NumberKey = "model\t";
        if (!File.Exists("/proc/cpuinfo"))
            return RuntimeInformation.ProcessArchitecture.ToString();
        var lines = File.ReadLines("/proc/cpuinfo").TakeWhile(static line => line.Length > 0).ToArray();
        return $"{Value(lines, ModelKey)} (family {Value(lines, FamilyKey)}, model {Value(lines, NumberKey)})";
    }

    /// <summary>What of the CPU's instructions makes a difference here, and the lanes in use.</summary>
    private static string Extensions()
    {
        string[] wanted = ["avx2", "fma", "bmi2", "adx", "avx512f", "avx512ifma", "sha_ni"];
        string[] lines = File.Exists("/proc/cpuinfo") ? File.ReadAllLines("/proc/cpuinfo") : [];
        var flags = Value(lines, "flags").Split(' ');
        return $"{string.Join(' ', wanted.Intersect(flags))}, lanes {CryptoLanes.Width}";
    }

    private static string Value(string[] lines, string key) =>
        lines.FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?.Split(':', 2)[^1].Trim() ?? "?";
}
