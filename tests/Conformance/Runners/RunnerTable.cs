using System.Collections.Frozen;
using Consensoor.Conformance.Cases;
using Consensoor.Conformance.Runners.ForkChoice;
using Consensoor.Conformance.Runners.Networking;

namespace Consensoor.Conformance.Runners;

/// <summary>Who runs what.</summary>
public static class RunnerTable
{
    private static readonly FrozenDictionary<string, ICaseRunner> Runners = new Dictionary<string, ICaseRunner>
    {
        ["bls"] = new BlsRunner(),
        ["epoch_processing"] = new EpochProcessingRunner(),
        ["fast_confirmation"] = new ForkChoiceRunner(),
        ["finality"] = new BlocksRunner(),
        ["fork"] = new ForkRunner(),
        ["fork_choice"] = new ForkChoiceRunner(),
        ["fork_choice_compliance"] = new ForkChoiceRunner(),
        ["genesis"] = new GenesisRunner(),
        ["kzg"] = new KzgRunner(),
        ["light_client"] = new LightClientRunner(),
        ["merkle_proof"] = new MerkleProofRunner(),
        ["networking"] = new NetworkingRunner(),
        ["operations"] = new OperationsRunner(),
        ["random"] = new BlocksRunner(),
        ["rewards"] = new RewardsRunner(),
        ["sanity"] = new BlocksRunner(),
        ["shuffling"] = new ShufflingRunner(),
        ["ssz_generic"] = new SszGenericRunner(),
        ["ssz_static"] = new SszStaticRunner(),
        ["sync"] = new ForkChoiceRunner(),
        ["transition"] = new TransitionRunner(),
    }.ToFrozenDictionary();

    /// <summary>The runner of a name; fails the case where no code knows it.</summary>
    public static ICaseRunner Of(string name) =>
        Runners.GetValueOrDefault(name) ?? throw new CaseFailedException($"no code knows the runner '{name}'");
}
