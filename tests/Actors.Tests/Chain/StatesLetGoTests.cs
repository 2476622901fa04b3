using Akka.Actor;
using Consensoor.Actors.Chain;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>Tests that a chain lets states go while nothing is finalized, in its view too, and goes on.</summary>
public sealed class StatesLetGoTests
{
    private static readonly RecordedChain Chain = RecordedChain.Instance;

    [Fact]
    public void StatesFarBehindTheHeadAreLetGoAndTheChainGoesOn()
    {
        var ports = new DirectPorts(ManagedBls.Shared);
        var core = DirectChain.Start(ports, static settings => settings with { StateDensity = 1, RecentStates = 1 });
        foreach (var block in Chain.Blocks.Take(Chain.Blocks.Count - 1))
        {
            DirectChain.Import(core, ports, block);
            core.OnSlot(block.Message.Slot);
            ports.Run(core);
        }

        var blocks = ports.View!.Blocks.Values;
        Assert.Contains(blocks, static block => block.State is null);
        Assert.Contains(blocks, static block => block.State is not null);
        Assert.NotNull(ports.View.Head.State);
        Assert.All(blocks.Where(static block => block.State is null), block => Assert.Null(ports.View.Find(block.Root)));

        // The last block stands on the head, and is taken as ever.
        DirectChain.Import(core, ports, Chain.Blocks[^1]);
        Assert.Equal(Chain.Blocks[^1].Message.Slot, ports.View.Head.Slot);
    }
}
