using Consensoor.Actors.Network.Wire;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Simulation.Scenarios;
using Xunit;
using static Consensoor.Actors.Scenarios.Predicates;

namespace Consensoor.Actors.Tests.Scenarios;

/// <summary>Scenarios over libp2p in virtual time: they hold, repeat for their seed, and what goes wrong shows in the mesh.</summary>
public sealed class WireScenarioTests
{
    [Fact]
    public void FinalityHoldsOverTheWireAndRepeatsForItsSeed()
    {
        var first = Run(OverTheWire(Finality.Describe()));
        Assert.Equal(first.Digest, Run(OverTheWire(Finality.Describe())).Digest);
        Assert.NotEqual(first.Digest, Run(Finality.Describe()).Digest);
    }

    /// <summary>
    /// Both sides had lost each other's connections; healed, they connect again, and neither leaves the other for its votes.
    /// </summary>
    [Fact]
    public void APartitionHealsOverTheWire() => Run(OverTheWire(Partition.Describe()).Expect(NobodyIsLeft));

    /// <summary>Who hears everything late brings nothing first: all others give it less than they give each other.</summary>
    [Fact]
    public void ASlowLinkShowsInTheScoresOfTheMesh()
    {
        var slow = new LinkProfile { Latency = TimeSpan.FromMilliseconds(900) };
        var scenario = OverTheWire(Devnet.Scenario("slow-link", nodes: 4, epochs: 4))
            .At(0, "node-3 is slow", run => run.Network.SetNode("node-3", slow), -TimeSpan.FromSeconds(5))
            .Expect(new Expectation<DevnetNode>("node-3 has the lowest score everywhere", static run =>
                run.Nodes.Where(static node => node.Key != "node-3")
                    .Select(static node => (node.Key, Low: node.Value.Scores.MinBy(static score => score.Value)))
                    .Where(static node => node.Low.Key != "node-3")
                    .Select(static node => $"{node.Key} gives {node.Low.Key} the lowest, {node.Low.Value}")
                    .FirstOrDefault()).AtTheEnd())
            .Expect(NobodyIsLeft);
        Run(scenario);
    }

    /// <summary>A node that is killed is missed by the others, and connected and followed again once it is back.</summary>
    [Fact]
    public void AKilledNodeComesBackToTheMesh() => Run(OverTheWire(Devnet.Scenario("restart", nodes: 4, epochs: 4))
        .Restart("node-2", slot: 9, slotsDown: 3)
        .Expect(new Expectation<DevnetNode>("node-2 is missed", static run =>
            run.Nodes["node-0"].Scores.ContainsKey("node-2") ? "node-0 is connected with node-2" : null).In(11))
        .Expect(OneHead.Since(24), AllScoreWell.Since(30), NobodyIsLeft));

    private static Scenario<DevnetNode> OverTheWire(Scenario<DevnetNode> scenario) =>
        scenario.With("--wire libp2p", $"consensoor.simulation.wire = {SimulatedWire.Libp2p}");

    private static ScenarioResult Run(Scenario<DevnetNode> scenario)
    {
        var result = scenario.Run(7);
        Assert.True(result.Held, result.ToString());
        return result;
    }
}
