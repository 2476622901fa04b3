using Consensoor.Actors.Network.Wire;
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

    [Theory]
    [InlineData("attestation-storm")]
    [InlineData("signature-storm")]
    [InlineData("loss")]
    [InlineData("slow-disk")]
    [InlineData("bid-faults")]
    public void ItHolds(string name) => Run(name, 7);

    /// <summary>
    /// On the wire the attacker is left before the queue of votes is full; on the bus nobody can be, and it has to overflow.
    /// </summary>
    [Fact]
    public void TheStormOverflowsTheQueueOnTheBus()
    {
        var result = AttestationStorm.Describe()
            .With($"--wire {SimulatedWire.Bus}", $"consensoor.simulation.wire = {SimulatedWire.Bus}").Run(7);
        Assert.True(result.Held, result.ToString());
    }

    [Fact]
    public void WithoutFinalityTheChainGoesOn()
    {
        var first = NonFinality.Describe(epochs: 4).Run(7);
        Assert.True(first.Held, first.ToString());
        Assert.Equal(first.Digest, NonFinality.Describe(epochs: 4).Run(7).Digest);
    }

    [Fact]
    public void WithLittleMemoryHalvesThatDidNotMeetThroughAllForksAgree()
    {
        var result = NonFinality.AcrossForks(epochs: 10).Run(7);
        Assert.True(result.Held, result.ToString());
    }

    [Fact]
    public void AnExecutionLayerThatIsStartedAgainCostsTheSlotsOfItsOutage()
    {
        var result = ElRestarts.Describe(times: 4).Run(7);
        Assert.True(result.Held, result.ToString());
    }

    /// <summary>The short form: the rich builder's turn, the next one's until it keeps a payload back, and the last one's.</summary>
    [Fact]
    public void TheHighestBidThatCanBePaidWinsAndBalancesMove()
    {
        var result = BiddingBuilders.Describe(epochs: 6, withheld: 45, KeyedBls.Shared).Run(7);
        Assert.True(result.Held, result.ToString());
    }

    /// <summary>Every block of electra and fulu is signed blinded, and shown by the relay or published by it.</summary>
    [Fact]
    public void BlocksOfElectraAndFuluAreOfTheRelay()
    {
        var result = BlindedBlocks.Describe(epochs: 8, KeyedBls.Shared).Run(7);
        Assert.True(result.Held, result.ToString());
    }

    private static ScenarioResult Run(string name, ulong seed)
    {
        var result = ScenarioCatalog.Find(name)!.Run(seed);
        Assert.True(result.Held, result.ToString());
        return result;
    }
}
