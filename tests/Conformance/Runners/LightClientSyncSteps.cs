using Consensoor.Conformance.Cases;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.LightClient;

namespace Consensoor.Conformance.Runners;

/// <summary>The steps of a `light_client/sync` case and the store they work on.</summary>
internal sealed class LightClientSyncSteps(TestCase test)
{
    private readonly Root _genesisValidatorsRoot = test.Meta["genesis_validators_root"].Root;
    private LightClientStore _store = null!;

    /// <summary>Initializes the store and takes every step.</summary>
    public void Run()
    {
        var storeFork = ForkOfVersion(test.Meta["store_fork_version"]);
        var bootstrapFork = ForkOfDigest(test.Meta["bootstrap_fork_digest"]);
        var bootstrap = LightClientUpgrades.Upgrade(
            test.Read<LightClientBootstrap>("bootstrap", test.Spec.Ssz(bootstrapFork)), bootstrapFork, test.Spec.Ssz(storeFork));
        var (store, refusal) =
            LightClientSync.InitializeLightClientStore(test.Meta["trusted_block_root"].Root, bootstrap, test.Spec.Ssz(storeFork));
        Check.Accepted(refusal, "bootstrap");
        _store = store!;
        foreach (var step in test.Yaml("steps.yaml").Items)
        {
            Check.Equal(1, step.Keys.Count, $"{step.Path}: number of keys");
            var name = step.Keys[0];
            Take(name, step[name]);
            CheckStore(step[name]["checks"]);
        }
    }

    private void Take(string name, Node step)
    {
        switch (name)
        {
            case "process_update":
                step.OnlyKeys("update_fork_digest", "update", "current_slot", "checks");
                var fork = ForkOfDigest(step["update_fork_digest"]);
                var update = LightClientUpgrades.Upgrade(
                    test.Read<LightClientUpdate>(step["update"].Text, test.Spec.Ssz(fork)), fork, _store.Context);
                Check.Accepted(
                    LightClientSync.ProcessLightClientUpdate(
                        _store, update, step["current_slot"].UInt64, _genesisValidatorsRoot, test.Verifier, out _store),
                    step.Path);
                break;
            case "force_update":
                step.OnlyKeys("current_slot", "checks");
                Check.Accepted(
                    LightClientSync.ProcessLightClientStoreForceUpdate(_store, step["current_slot"].UInt64, out _store), step.Path);
                break;
            case "upgrade_store":
                step.OnlyKeys("store_fork_version", "checks");
                _store = LightClientUpgrades.Upgrade(_store, ForkOfVersion(step["store_fork_version"]));
                break;
            default:
                Check.Fail($"no code knows the step {name}");
                break;
        }
    }

    private void CheckStore(Node checks)
    {
        checks.OnlyKeys("finalized_header", "optimistic_header");
        CheckHeader(checks["finalized_header"], _store.FinalizedHeader);
        CheckHeader(checks["optimistic_header"], _store.OptimisticHeader);
    }

    private void CheckHeader(Node expected, LightClientHeader actual)
    {
        expected.OnlyKeys("slot", "beacon_root", "execution_root");
        Check.Equal(expected["slot"].UInt64, actual.Beacon.Slot, $"{expected.Path}.slot");
        Check.Equal(expected["beacon_root"].Root, actual.Beacon.HashTreeRoot(_store.Context), $"{expected.Path}.beacon_root");
        if (expected.TryGet("execution_root") is { } root)
        {
            Check.Equal(root.Root, LightClientHeaders.GetLcExecutionRoot(actual, _store.Context), root.Path);
        }
    }

    private ForkName ForkOfVersion(Node version) =>
        test.Spec.ForkOfVersion(version.Bytes4) ?? throw new CaseFailedException($"{version.Path}: no fork has it");

    private ForkName ForkOfDigest(Node digest) =>
        test.Spec.ForkOfDigest(_genesisValidatorsRoot, digest.Bytes4) ?? throw new CaseFailedException($"{digest.Path}: no fork has it");
}
