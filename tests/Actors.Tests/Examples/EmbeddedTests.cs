using System.Diagnostics;
using Consensoor.Actors.Tests.Architecture;
using Consensoor.Actors.Tests.Network;
using Xunit;

namespace Consensoor.Actors.Tests.Examples;

/// <summary>The example that holds a node: it starts one, asks it, and ends; and it is what the package's README shows.</summary>
[Collection(RealTimeTests.Name)]
[Trait("Category", RealTimeTests.Category)]
public sealed class EmbeddedTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly string Folder = Path.Combine(Repository.Root, "examples", "embedded");
    private readonly string _data = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task It_starts_a_node_asks_it_and_ends()
    {
        var run = await Run();
        Assert.True(run.Code == 0, $"{run.Code}: {run.Output}{run.Error}");
        Assert.Contains("/user/node is Healthy", run.Output, StringComparison.Ordinal);
        Assert.Contains("Consensoor.Actors/", run.Output, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(_data, "network")));
    }

    [Fact]
    public async Task A_setting_that_there_is_not_ends_it()
    {
        var run = await Run("--Consensoor:validators:grafiti=x");
        Assert.NotEqual(0, run.Code);
        Assert.Contains("the nearest is consensoor.validators.graffiti", run.Output + run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_data));
    }

    [Fact]
    public void The_readme_of_the_package_shows_it()
    {
        var program = File.ReadAllText(Path.Combine(Folder, "Program.cs"));
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "src", "Hosting", "README.md"));
        Assert.Contains($"```csharp\n{program}```", readme, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        // Built beside the tests, in the same configuration.
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var built = Path.Combine(Folder, "bin", here.Parent!.Name, here.Name);
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = _data,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] given =
        [
            Path.Combine(built, "Consensoor.Examples.Embedded.dll"),
            $"--Consensoor:run:data_dir={_data}",
            $"--Consensoor:run:beacon_api_port={FreePort.Next()}",
            .. args,
        ];
        Array.ForEach(given, start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
