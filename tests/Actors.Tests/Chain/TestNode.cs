using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Simulation.Scenarios;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>The times of a <see cref="DevnetNode"/> in a test's own world, and a short way to start one.</summary>
internal static class TestNode
{
    public static readonly TimeSpan GenesisDelay = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan SlotTime = TimeSpan.FromSeconds(6);

    /// <summary>A chain whose genesis is a little after a world's start.</summary>
    public static DevnetWorld ChainFor(SimulatedWorld world, bool gloasFromGenesis = true) =>
        DevnetWorld.Create(64, SlotTime, world.Start + GenesisDelay, gloasFromGenesis);

    /// <summary>Starts a node over a store, new or used, with a share of the validators, and waits until it is quiet.</summary>
    public static DevnetNode Start(
        SimulatedWorld world,
        SimulatedNetwork network,
        DevnetWorld chain,
        string name,
        IChainStore store,
        int first,
        int validators,
        Func<IExecutionLayer, IExecutionLayer>? engine = null,
        IBls? bls = null,
        bool isSupernode = false,
        ISidecarStore? columns = null)
    {
        var node = DevnetNode.Start(world, network, chain, new DevnetNodeOptions(name, store)
        {
            FirstValidator = first,
            Validators = validators,
            Engine = engine ?? (static embedded => embedded),
            Bls = bls ?? RememberingBls.Shared,
            IsSupernode = isSupernode,
            Columns = columns ?? new InMemorySidecarStore(),
        });
        world.RunQuiet();
        return node;
    }

    /// <summary>Starts a scenario's node with all 64 validators.</summary>
    public static DevnetNode Start(ScenarioRun<DevnetNode> run, DevnetWorld chain, string name, IChainStore? store = null) =>
        DevnetNode.Start(run.World, run.Network, chain, new DevnetNodeOptions(name, store ?? new InMemoryChainStore()) { Validators = 64 });

    /// <summary>Runs into a slot.</summary>
    public static void RunUntilSlot(SimulatedWorld world, int slot) =>
        world.RunUntil(GenesisDelay + (SlotTime * slot) + TimeSpan.FromSeconds(1));
}
