using Consensoor.Conformance.Cases;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.LightClient;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;

namespace Consensoor.Conformance.Runners;

/// <summary>
/// The steps of a `light_client/data_collection` case: blocks are imported, heads selected, and after each head everything a full node
/// serves is compared.
/// </summary>
internal sealed class LightClientCollectionSteps
{
    private static readonly FixedExecutionEngine Engine = new(true);

    private readonly TestCase _test;
    private readonly Dictionary<Root, BeaconState> _states = [];
    private readonly LightClientData _data;
    private readonly Root _genesisValidatorsRoot;

    /// <summary>Begins with the case's initial state and the block that made it.</summary>
    public LightClientCollectionSteps(TestCase test)
    {
        _test = test;
        var state = test.Read<BeaconState>("initial_state");
        state.Freeze();
        _genesisValidatorsRoot = state.GenesisValidatorsRoot;
        var block = AnchorBlock(state);
        _states[block.Message.HashTreeRoot(state.Ssz)] = state;
        _data = new LightClientData(state, block);
    }

    /// <summary>Takes every step.</summary>
    public void Run()
    {
        foreach (var step in _test.Yaml("steps.yaml").Items)
        {
            Check.Equal(1, step.Keys.Count, $"{step.Path}: number of keys");
            switch (step.Keys[0])
            {
                case "new_block":
                    Import(step["new_block"]);
                    break;
                case "new_head":
                    step["new_head"].OnlyKeys("head_block_root", "checks");
                    _data.SelectHead(step["new_head"]["head_block_root"].Root);
                    CheckData(step["new_head"]["checks"]);
                    break;
                default:
                    Check.Fail($"no code knows the step {step.Keys[0]}");
                    break;
            }
        }
    }

    private static SignedBeaconBlock AnchorBlock(BeaconState state)
    {
        var block = SignedBeaconBlock.Default(state.Ssz);
        var body = block.Message.Body;
        if (state.ForkName >= ForkName.Gloas)
        {
            body =
                body with { SignedExecutionPayloadBid = body.SignedExecutionPayloadBid with { Message = state.LatestExecutionPayloadBid } };
        }

        return block with { Message = block.Message with { StateRoot = state.HashTreeRoot(), Body = body } };
    }

    private void Import(Node step)
    {
        var block = Read<SignedBeaconBlock>(step);
        Check.That(_states.TryGetValue(block.Message.ParentRoot, out var parent), $"{step.Path}: unknown parent");
        var (state, refusal) = StateTransition.Apply(parent, block, _test.Verifier, Engine);
        Check.Accepted(refusal, step.Path);
        state!.Freeze();
        var root = block.Message.HashTreeRoot(state.Ssz);
        _states[root] = state;
        _data.ImportBlock(root, block, state);
    }

    private void CheckData(Node checks)
    {
        checks.OnlyKeys("latest_finalized_checkpoint", "bootstraps", "best_updates", "latest_finality_update", "latest_optimistic_update");
        var checkpoint = checks["latest_finalized_checkpoint"];
        Check.Equal(checkpoint["epoch"].UInt64, _data.FinalizedCheckpoint.Epoch, $"{checkpoint.Path}.epoch");
        Check.Equal(checkpoint["root"].Root, _data.FinalizedCheckpoint.Root, $"{checkpoint.Path}.root");
        foreach (var entry in checks["bootstraps"].Items)
        {
            entry.OnlyKeys("block_root", "bootstrap");
            Compare(entry.TryGet("bootstrap"), _data.Bootstrap(entry["block_root"].Root), entry.Path);
        }

        foreach (var entry in checks["best_updates"].Items)
        {
            entry.OnlyKeys("period", "update");
            Compare(entry.TryGet("update"), _data.BestUpdate(entry["period"].UInt64), entry.Path);
        }

        var latest = _data.Latest;
        Compare(
            checks.TryGet("latest_finality_update"),
            latest is null ? null : FullNode.CreateLightClientFinalityUpdate(latest),
            $"{checks.Path}.latest_finality_update");
        Compare(
            checks.TryGet("latest_optimistic_update"),
            latest is null ? null : FullNode.CreateLightClientOptimisticUpdate(latest),
            $"{checks.Path}.latest_optimistic_update");
    }

    private void Compare<T>(Node? expected, T? actual, string path)
        where T : class, ISszType<T>
    {
        Check.Equal(expected is null ? "none" : "one", actual is null ? "none" : "one", path);
        if (expected is not null)
        {
            Check.Equal(Read<T>(expected), actual!, path);
        }
    }

    private T Read<T>(Node step)
        where T : ISszType<T>
    {
        step.OnlyKeys("fork_digest", "data");
        var fork = _test.Spec.ForkOfDigest(_genesisValidatorsRoot, step["fork_digest"].Bytes4)
            ?? throw new CaseFailedException($"{step.Path}: no fork has its digest");
        return _test.Read<T>(step["data"].Text, _test.Spec.Ssz(fork));
    }
}
