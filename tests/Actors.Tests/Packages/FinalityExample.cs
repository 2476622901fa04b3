using Consensoor.TestKit;
using Xunit;

namespace Example;

/// <summary>Two of four nodes are cut off; nothing is finalized until they are back, and then the chain goes on.</summary>
public class FinalityExample
{
    [Fact]
    public void A_partition_stops_finality_until_it_heals()
    {
        using var devnet = SimulatedDevnet.Start(new SimulatedDevnetOptions { Nodes = 4, Validators = 32, Seed = 7 });
        devnet.RunTo(8);
        devnet.Network.Partition(["node-0", "node-1"], ["node-2", "node-3"]);
        devnet.RunTo(48);
        Assert.All(devnet.Nodes, static node => Assert.Equal(0UL, node.Finalized?.Epoch ?? 0));

        devnet.Network.Heal();
        Assert.True(devnet.RunUntil(static all => all.Nodes.All(static node => node.Finalized?.Epoch > 0), slots: 64));
    }
}
