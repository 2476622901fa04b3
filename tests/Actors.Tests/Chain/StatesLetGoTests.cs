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
        var genesis = Chain.World.Genesis;
        var consensoor = NodeConfig.Reference.GetConfig("consensoor");
        var ports = new DirectPorts(ManagedBls.Shared);
        var settings = ChainSettings.From(Settings(), consensoor) with { StateDensity = 1, RecentStates = 1 };
        var root = Chain.Blocks[0].Message.ParentRoot;
        ports.Now = Start(1);
        var core = new ChainCore(settings, ports, new AnchorLoaded(new Checkpoint { Root = root }, null, genesis, null));
        core.EndReplay();
        foreach (var block in Chain.Blocks.Take(Chain.Blocks.Count - 1))
        {
            ports.Now = Start(block.Message.Slot);
            Import(core, ports, block);
            core.OnSlot(block.Message.Slot);
            ports.Run(core);
        }

        var blocks = ports.View!.Blocks.Values;
        Assert.Contains(blocks, static block => block.State is null);
        Assert.Contains(blocks, static block => block.State is not null);
        Assert.NotNull(ports.View.Head.State);
        Assert.All(blocks.Where(static block => block.State is null), block => Assert.Null(ports.View.Find(block.Root)));

        // The last block stands on the head, and is taken as ever.
        ports.Now = Start(Chain.Blocks[^1].Message.Slot);
        Import(core, ports, Chain.Blocks[^1]);
        Assert.Equal(Chain.Blocks[^1].Message.Slot, ports.View.Head.Slot);
    }

    private static NodeSettings Settings() => new()
    {
        Name = "node",
        Spec = Chain.World.Spec,
        Genesis = NodeStore.GenesisOf(Chain.World.Genesis),
        Store = null!,
        Execution = null!,
        Gossip = null!,
        Bls = ManagedBls.Shared,
        Kzg = null!,
        Seed = new byte[32],
        Protection = null!,
    };

    private static DateTimeOffset Start(Slot slot) =>
        DateTimeOffset.FromUnixTimeSeconds((long)Chain.World.Genesis.GenesisTime) + (TestNode.SlotTime * slot) + TimeSpan.FromSeconds(2);

    private static void Import(ChainCore core, DirectPorts ports, SignedBeaconBlock block)
    {
        core.Import(new ImportBlock(block, ForkName.Gloas, Source.Own.Instance), ActorRefs.Nobody);
        var root = block.Message.HashTreeRoot(Chain.World.Genesis.Ssz);
        if (Chain.Envelopes.FirstOrDefault(envelope => envelope.Message.BeaconBlockRoot == root) is { } envelope)
        {
            ports.Run(core);
            core.Import(new ImportEnvelope(envelope, Source.Own.Instance), ActorRefs.Nobody);
        }

        ports.Run(core);
        DataColumnSidecar[] columns = [.. Chain.Columns.Where(column => column.BeaconBlockRoot == root)];
        core.Import(new ImportDataColumns(root, columns, AreVerified: true, Source.Own.Instance), ActorRefs.Nobody);
        ports.Run(core);
    }
}
