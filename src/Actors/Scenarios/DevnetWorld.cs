using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Genesis;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Scenarios;

/// <summary>The chain that the nodes of a scenario share: interop validators, genesis at a given time.</summary>
public sealed class DevnetWorld
{
    private DevnetWorld(ChainSpec spec, BeaconState genesis, ExecutionBlock execution)
    {
        Spec = spec;
        Genesis = genesis;
        Execution = execution;
    }

    /// <summary>The preset and configuration of the chain.</summary>
    public ChainSpec Spec { get; }

    /// <summary>The frozen genesis state.</summary>
    public BeaconState Genesis { get; }

    /// <summary>The execution genesis block.</summary>
    public ExecutionBlock Execution { get; }

    /// <summary>
    /// A chain with slots of a length, whose genesis is at a time: in gloas, with builders of these balances (Gwei), or in phase0 with a
    /// fork an epoch.
    /// </summary>
    public static DevnetWorld Create(
        int validators,
        TimeSpan slotTime,
        DateTimeOffset genesis,
        bool gloasFromGenesis = true,
        IBls? bls = null,
        params IReadOnlyList<Gwei> builders) => Create(
        validators,
        genesis,
        execution => DevnetChain.Create(execution, (ulong)slotTime.TotalMilliseconds, gloasFromGenesis),
        bls ?? RememberingBls.Shared,
        builders);

    /// <summary>A chain whose genesis is at a time, with the configuration that is made for its execution genesis block.</summary>
    public static DevnetWorld Create(
        int validators,
        DateTimeOffset genesis,
        Func<ExecutionBlock, ChainSpec> configure,
        IBls bls,
        params IReadOnlyList<Gwei> builders) => Create(
        InteropGenesis.Validators(InteropGenesis.Pubkeys(validators, bls)),
        genesis,
        configure,
        bls,
        InteropGenesis.Builders(validators, builders, bls));

    /// <summary>A chain with validators and builders of one's own.</summary>
    public static DevnetWorld Create(
        IReadOnlyList<GenesisValidator> validators,
        DateTimeOffset genesis,
        Func<ExecutionBlock, ChainSpec> configure,
        IBls bls,
        params IReadOnlyList<GenesisBuilder> builders)
    {
        var genesisTime = (ulong)genesis.ToUnixTimeSeconds();
        var execution = EmbeddedExecutionLayer.Genesis(genesisTime);
        var spec = configure(execution);
        var contents = GenesisContents.Of(genesisTime, execution, validators) with { Builders = builders };
        var state = TestNetworkGenesis.Create(spec, contents, bls);
        if (bls is KeyedBls keyed)
        {
            keyed.Learn(state.CurrentSyncCommittee);
            keyed.Learn(state.NextSyncCommittee);
        }

        return new DevnetWorld(spec, state, execution);
    }
}
