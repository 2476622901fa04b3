using Consensoor.Conformance.Cases;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.State;
using Consensoor.Spec.Tests.Conformance;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Spec.Tests.ForkChoice;

/// <summary>States that were let go are made again as they were, from the nearest one kept.</summary>
public sealed class StateReplayTests
{
    public static TheoryData<string> Cases => [.. ReferenceCases.Of("finality").Select(static path => path.ToString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryStateComesBackAsItWas(string name)
    {
        var test = new TestCase(ReferenceCases.Of("finality").Single(path => path.ToString() == name));
        var state = test.Read<BeaconState>("pre");
        var blocks =
            Enumerable.Range(0, (int)test.Meta["blocks_count"].UInt64).Select(i => test.Read<SignedBeaconBlock>($"blocks_{i}")).ToArray();
        var store = StoreOf(state);
        var roots = new Dictionary<Root, Root>();
        foreach (var signed in blocks)
        {
            (state, var refusal) = StateTransition.Apply(state!, signed, AcceptAllVerifier.Instance, new DeferringExecutionEngine());
            Assert.Null(refusal);
            var root = signed.Message.HashTreeRoot(state!.Ssz);
            Assert.Null(Handlers.OnTick(store, store.GenesisTimeMs + (signed.Message.Slot * store.Config.SlotDurationMs)));
            Assert.Null(Handlers.AcceptBlock(store, signed.Message, root, state!));
            roots.Add(root, state!.HashTreeRoot());
            if (test.Fork >= Spec.Config.ForkName.Gloas)
            {
                var payload = ExecutionPayload.Default(state.Ssz);
                Assert.Null(Handlers.AcceptExecutionPayloadEnvelope(
                    store,
                    new ExecutionPayloadEnvelope { BeaconBlockRoot = root, Payload = payload },
                    InclusionListsAlwaysSatisfied.Instance));
            }
        }

        var kept = store.Order[store.Order.Count / 2];
        Assert.True(store.LetStatesGo(block => block == kept) > roots.Count / 2);
        Assert.NotNull(kept.KeptState);
        Assert.NotNull(store.Order[0].KeptState);
        Assert.NotNull(store.Blocks[store.JustifiedCheckpoint.Root].KeptState);
        foreach (var (root, stateRoot) in roots.Reverse())
        {
            var block = store.Blocks[root];
            var replay = StateReplay.Of(block);
            Assert.True(replay.Blocks.Count <= roots.Count);
            var (again, refusal) = replay.Run(AcceptAllVerifier.Instance);
            Assert.Null(refusal);
            Assert.Equal(stateRoot, again!.HashTreeRoot());
            Assert.Equal(stateRoot, block.State.HashTreeRoot());
            Assert.Same(block.State, block.KeptState);
        }
    }

    private static Store StoreOf(BeaconState pre)
    {
        var anchor = Anchors.BlockOf(pre);
        Assert.Null(Store.GetForkchoiceStore(pre, null, Anchors.CheckpointOf(pre), AcceptAllVerifier.Instance, out var store));
        Assert.Equal(anchor.Slot, store!.Order[0].Slot);
        return store;
    }
}
