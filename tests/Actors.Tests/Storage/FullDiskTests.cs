using System.Diagnostics;
using Consensoor.Actors.Tests.Signing;
using Consensoor.Interop.Storage;
using Xunit;
using Xunit.Abstractions;

namespace Consensoor.Actors.Tests.Storage;

/// <summary>
/// Each engine on a real disk that is full, full again, and full while it starts: what was flushed stays, and it goes on once there is
/// room. While it is full all can be read, but of RocksDB, which writes when it is opened, and says so.
/// </summary>
public sealed class FullDiskTests(ITestOutputHelper output)
{
    [SmallDiskTheory]
    [InlineData(ChainStoreEngine.Sqlite)]
    [InlineData(ChainStoreEngine.RocksDb)]
    [InlineData(ChainStoreEngine.LiteDb)]
    public async Task AFullDiskCostsNothingThatWasFlushed(ChainStoreEngine engine)
    {
        using var folder = new KilledFolder();
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        using var process = Process.Start(new ProcessStartInfo("unshare",
        [
            "-rm", "sh", "-c", "mount -t tmpfs -o size=64m none \"$0\" && exec \"$@\"", folder.Path,
            host, typeof(FullDiskTests).Assembly.Location, FillingDisk.Name, folder.Path, ChainStoreFiles.NameOf(engine),
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        output.WriteLine(said + await errors);
        Assert.True(process.ExitCode == 0, await errors);
        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Count(static line => line.StartsWith("full in slot ", StringComparison.Ordinal)));
        Assert.All(lines, line => Assert.True(
            !line.Contains("full in slot", StringComparison.Ordinal) || line.Contains("chain.", StringComparison.Ordinal), line));
        Assert.Equal(6, lines.Count(line => line.Contains("while full: ", StringComparison.Ordinal)
            && (engine == ChainStoreEngine.RocksDb || line.EndsWith("while full: all is read", StringComparison.Ordinal))));
        Assert.StartsWith("held ", lines[^1], StringComparison.Ordinal);
    }
}
