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
        params IReadOnlyList<Gwei> builders)
    {
        var genesisTime = (ulong)genesis.ToUnixTimeSeconds();
        var execution = EmbeddedExecutionLayer.Genesis(genesisTime);
        var spec = configure(execution);
        var state = InteropGenesis.Create(
            spec,
            InteropGenesis.Pubkeys(validators, bls),
            genesisTime,
            execution,
            bls,
            InteropGenesis.Builders(validators, builders, bls));
        if (bls is KeyedBls keyed)
        {
            keyed.Learn(state.CurrentSyncCommittee);
            keyed.Learn(state.NextSyncCommittee);
        }

        return new DevnetWorld(spec, state, execution);
    }
}
