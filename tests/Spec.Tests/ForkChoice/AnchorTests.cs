using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Spec.Tests.ForkChoice;

/// <summary>
/// Stores that start at a state: whichever form it has, its block and checkpoint are the same, and the chain goes on from there.
/// </summary>
public sealed class AnchorTests
{
    private static readonly ISignatureVerifier Verifier = AcceptAllVerifier.Instance;

    [Theory]
    [InlineData(ForkName.Altair)]
    [InlineData(ForkName.Gloas)]
    public void AdvancingAStateChangesNeitherItsBlockNorItsRoot(ForkName fork)
    {
        var chain = new MadeChain(fork);
        var (block, state) = chain.Extend(chain.Genesis, 3);
        Assert.Equal(block.HashTreeRoot(state.Ssz), Anchors.LatestBlockRoot(state));
        foreach (var slot in (Slot[])[4, 7, 8, 19])
        {
            var (advanced, _) = StateTransition.AdvanceTo(state, slot, Verifier);
            Assert.Equal(Anchors.LatestBlockRoot(state), Anchors.LatestBlockRoot(advanced!));
            Assert.Equal(Anchors.LatestBlockHeader(state), Anchors.LatestBlockHeader(advanced!));
            Assert.Null(Store.GetForkchoiceStore(advanced!, block, Verifier, out var store));
            Assert.Equal(Anchors.LatestBlockRoot(state), store!.FinalizedCheckpoint.Root);
        }
    }

    [Theory]
    [InlineData(ForkName.Altair)]
    [InlineData(ForkName.Gloas)]
    public void AGenesisStateNamesItsBlock(ForkName fork)
    {
        var genesis = new MadeChain(fork).Genesis;
        Assert.Null(Store.GetForkchoiceStore(genesis, null, Anchors.CheckpointOf(genesis), Verifier, out var store));
        Assert.Equal(Anchors.LatestBlockRoot(genesis), store!.FinalizedCheckpoint.Root);
        Assert.Equal(Anchors.LatestBlockRoot(genesis), Anchors.BlockOf(genesis).HashTreeRoot(genesis.Ssz));
        Assert.Equal(0UL, store.FinalizedCheckpoint.Epoch);
    }

    [Theory]
    [InlineData(7, 1)]
    [InlineData(6, 1)]
    [InlineData(7, 2)]
    public void AChainGoesOnFromACheckpointWhoseFirstSlotsWereSkipped(ulong slot, ulong epoch)
    {
        var chain = new MadeChain(ForkName.Altair);
        var (block, state) = chain.Extend(chain.Genesis, slot);
        var checkpoint = new Checkpoint { Epoch = epoch, Root = block.HashTreeRoot(state.Ssz) };
        Assert.Null(Store.GetForkchoiceStore(state, block, checkpoint, Verifier, out var store));
        Assert.Equal(checkpoint, store!.FinalizedCheckpoint);
        AssertTakes(store, chain, state, (8 * epoch) + 1);
    }

    [Fact]
    public void AStateAloneStandsForTheNextEpochsCheckpoint()
    {
        var chain = new MadeChain(ForkName.Altair);
        var (block, state) = chain.Extend(chain.Genesis, 7);
        Assert.Null(Store.GetForkchoiceStore(state, block, Verifier, out var store));
        Assert.Equal(1UL, store!.FinalizedCheckpoint.Epoch);
        AssertTakes(store, chain, state, 9);
    }

    [Fact]
    public void ACheckpointThatIsNotTheAnchorsIsRefused()
    {
        var chain = new MadeChain(ForkName.Altair);
        var (block, state) = chain.Extend(chain.Genesis, 7);
        var root = block.HashTreeRoot(state.Ssz);
        Assert.NotNull(Store.GetForkchoiceStore(state, block, new Checkpoint { Epoch = 0, Root = root }, Verifier, out _));
        Assert.NotNull(Store.GetForkchoiceStore(state, block, new Checkpoint { Epoch = ulong.MaxValue, Root = root }, Verifier, out _));
        Assert.NotNull(Store.GetForkchoiceStore(state, block, new Checkpoint { Epoch = 1, Root = block.ParentRoot }, Verifier, out _));
        Assert.NotNull(
            Store.GetForkchoiceStore(state, block with { Slot = 8 }, new Checkpoint { Epoch = 1, Root = root }, Verifier, out _));
        Assert.NotNull(Store.GetForkchoiceStore(state, block with { StateRoot = root }, Verifier, out _));
    }

    private static void AssertTakes(Store store, MadeChain chain, Spec.State.BeaconState parent, Slot slot)
    {
        var (next, post) = chain.Extend(parent, slot);
        Assert.Null(Handlers.OnTick(store, store.GenesisTimeMs + (slot * store.Config.SlotDurationMs)));
        Assert.Null(Handlers.AcceptBlock(store, next, next.HashTreeRoot(post.Ssz), post));
        Assert.Equal(slot, store.Blocks[HeadSelection.GetHead(store).Root].Slot);
    }
}
