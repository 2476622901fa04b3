using Example;
using Xunit;

namespace Consensoor.Interop.Tests.Package;

/// <summary>What the README of the package shows compiles, runs, and is what stands there.</summary>
public class GreeterTests
{
    [Fact]
    public async Task Two_greeters_hear_each_other()
    {
        await using var one = new Greeter("one");
        await using var other = new Greeter("other");
        Assert.Equal("other", await one.Ask(other).WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void The_readme_shows_the_example()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!folder!.EnumerateFiles("*.sln").Any())
        {
            folder = folder.Parent;
        }

        var example = File.ReadAllText(Path.Combine(folder.FullName, "tests", "Interop.Tests", "Package", "Greeter.cs"));
        var readme = File.ReadAllText(Path.Combine(folder.FullName, "src", "P2P", "README.md"));
        Assert.Contains($"```csharp\n{example}```", readme, StringComparison.Ordinal);
    }
}
