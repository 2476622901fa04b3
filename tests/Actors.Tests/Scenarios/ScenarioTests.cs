using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation.Scenarios;
using Xunit;

namespace Consensoor.Actors.Tests.Scenarios;

/// <summary>The scenarios of the command line hold, and are the same to the last byte for the same seed.</summary>
public sealed class ScenarioTests
{
    [Fact]
    public void FinalityHoldsAndRepeatsForItsSeed()
    {
        var first = Run("finality", 7);
        Assert.Equal(first.Digest, Run("finality", 7).Digest);
        Assert.NotEqual(first.Digest, Run("finality", 8).Digest);
    }

    [Fact]
    public void AnAttestationStormIsSurvived() => Run("attestation-storm", 7);

    [Fact]
    public void AStormOfSignaturesIsSurvived() => Run("signature-storm", 7);

    private static ScenarioResult Run(string name, ulong seed)
    {
        var result = ScenarioCatalog.Find(name)!.Run(seed);
        Assert.True(result.Held, result.ToString());
        return result;
    }
}
