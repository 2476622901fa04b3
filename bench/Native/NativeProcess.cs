using System.Diagnostics;
using System.Globalization;

namespace Consensoor.Bench.Native;

/// <summary>The native libraries in a Node process: one line asked, one answered.</summary>
internal sealed class NativeProcess : IDisposable
{
    private readonly Process _process;

    internal NativeProcess(string driver, string inputs)
    {
        var start = new ProcessStartInfo("node", [driver, inputs]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        _process = Process.Start(start) ?? throw new InvalidOperationException("node did not start");
    }

    internal string Versions => Ask("versions");

    /// <summary>The times of one call, as measured over there.</summary>
    internal Elapsed Run(string operation)
    {
        var times = Ask($"run {operation}")
            .Split(' ')
            .Select(static time => TimeSpan.FromMicroseconds(long.Parse(time, CultureInfo.InvariantCulture) / 1000.0))
            .ToArray();
        return new Elapsed(times[0], times[1]);
    }

    /// <summary>The SHA-256 of the last call's result, in hex.</summary>
    internal string Check(string operation) => Ask($"check {operation}");

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine();
        return answer is null || answer.StartsWith("error ", StringComparison.Ordinal)
            ? throw new InvalidOperationException($"'{line}' was answered by '{answer}'")
            : answer;
    }
}
