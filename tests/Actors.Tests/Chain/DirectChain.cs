using Akka.Actor;
using Consensoor.Actors.Chain;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>A chain core at the genesis of the recorded chain, without actors.</summary>
internal static class DirectChain
{
    private static readonly RecordedChain Chain = RecordedChain.Instance;

    /// <summary>Makes a core with settings of the node, changed as a test wants them, in an early slot of the recorded chain.</summary>
    public static ChainCore Start(DirectPorts ports, Func<ChainSettings, ChainSettings> change, ulong at = 1, Epoch epoch = 0)
    {
        ports.Now = In(at);
        return StartOn(ports, Chain.World.Genesis, change, epoch);
    }

    /// <summary>Makes a core that begins with a genesis state, at the time of the ports.</summary>
    public static ChainCore StartOn(
        DirectPorts ports, BeaconState genesis, Func<ChainSettings, ChainSettings> change, Epoch epoch = 0)
    {
        var core = StartReplay(ports, genesis, change, epoch);
        core.EndReplay();
        return core;
    }

    /// <summary>Makes a core that replays what was stored, from a genesis state on.</summary>
    public static ChainCore StartReplay(
        DirectPorts ports, BeaconState genesis, Func<ChainSettings, ChainSettings> change, Epoch epoch = 0)
    {
        var settings = change(ChainSettings.From(Settings(genesis), NodeConfig.Reference.GetConfig("consensoor")));
        var checkpoint = new Checkpoint { Epoch = epoch, Root = Anchors.LatestBlockRoot(genesis) };
        return new ChainCore(settings, ports, new AnchorLoaded(checkpoint, null, genesis, null), new RequestIds());
    }

    /// <summary>A time in a slot.</summary>
    public static DateTimeOffset In(Slot slot) =>
        DateTimeOffset.FromUnixTimeSeconds((long)Chain.World.Genesis.GenesisTime) + (TestNode.SlotTime * slot) + TimeSpan.FromSeconds(2);

    /// <summary>Imports a block of the recorded chain in its slot, with its columns and its payload.</summary>
    public static void Import(ChainCore core, DirectPorts ports, SignedBeaconBlock block)
    {
        ports.Now = In(block.Message.Slot);
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

    private static NodeSettings Settings(BeaconState genesis) => new()
    {
        Name = "node",
        Spec = genesis.Spec,
        Genesis = NodeStore.GenesisOf(genesis),
        Store = null!,
        Execution = null!,
        Gossip = null!,
        Bls = ManagedBls.Shared,
        Kzg = null!,
        Seed = new byte[32],
        Protection = null!,
    };
}
