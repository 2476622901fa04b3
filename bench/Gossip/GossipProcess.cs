using System.Diagnostics;

namespace Consensoor.Bench.Gossip;

/// <summary>One of the processes that gossip: one line asked, one answered.</summary>
internal sealed class GossipProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;

    public GossipProcess((string Program, string Arguments) command) => _process = Process.Start(
        new ProcessStartInfo(command.Program, command.Arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    public async Task<string> Ask(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        return await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
            ?? throw new InvalidOperationException($"the process ended at '{line}'");
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
