using Consensoor.Conformance.Cases;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Genesis;

namespace Consensoor.Conformance.Runners;

/// <summary>`genesis`: the state made from deposits, and whether a state is good for a genesis.</summary>
public sealed class GenesisRunner : ICaseRunner
{
    /// <inheritdoc/>
    public void Run(TestCase test)
    {
        switch (test.Handler)
        {
            case "validity":
                Check.Equal(
                    test.Yaml("is_valid.yaml").Bool, GenesisState.IsValidGenesisState(test.Read<BeaconState>("genesis")), "is_valid");
                break;
            case "initialization":
                RunInitialization(test);
                break;
            default:
                Check.Fail($"no code knows the handler {test.Handler}");
                break;
        }
    }

    private static void RunInitialization(TestCase test)
    {
        var eth1 = test.Yaml("eth1.yaml");
        var deposits =
            Enumerable.Range(0, (int)test.Meta["deposits_count"].UInt64).Select(i => test.Read<Deposit>($"deposits_{i}")).ToArray();
        Check.That(!test.HasSsz("execution_payload_header"), "no code knows a genesis with an execution payload header");
        var (state, refusal) = GenesisState.InitializeBeaconStateFromEth1(
            test.Spec, eth1["eth1_block_hash"].Root, eth1["eth1_timestamp"].UInt64, deposits, test.Verifier);
        Check.Accepted(refusal, "genesis");
        StateDiff.Equal(test.Read<BeaconState>("state"), state!);
    }
}
