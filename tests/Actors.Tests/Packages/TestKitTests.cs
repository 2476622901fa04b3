using Consensoor.Actors.Tests.Architecture;
using Consensoor.TestKit;
using Xunit;

namespace Consensoor.Actors.Tests.Packages;

/// <summary>
/// The network in virtual time that the package offers: a seed is a run, and the README shows the example that runs here.
/// </summary>
public sealed class TestKitTests
{
    [Fact]
    public void TheSameSeedIsTheSameRunAndAnotherIsAnother()
    {
        var (one, again, other) = (Digest(3), Digest(3), Digest(4));
        Assert.Equal(one, again);
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void ANodeWithoutAValidatorIsRefused() => Assert.Throws<ArgumentOutOfRangeException>(
        static () => SimulatedDevnet.Start(new SimulatedDevnetOptions { Nodes = 4, Validators = 3 }));

    [Fact]
    public void TheReadmeShowsTheExample()
    {
        var example = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Actors.Tests", "Packages", "FinalityExample.cs"));
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "src", "TestKit", "README.md"));
        Assert.Contains($"```csharp\n{example}```", readme, StringComparison.Ordinal);
    }

    private static string Digest(ulong seed)
    {
        using var devnet = SimulatedDevnet.Start(new SimulatedDevnetOptions { Nodes = 2, Validators = 16, Seed = seed });
        devnet.RunTo(6);
        Assert.Equal(6UL, devnet.Slot);
        Assert.All(devnet.Nodes, static node => Assert.NotEmpty(node.Blocks));
        return devnet.World.Log.Digest;
    }
}
