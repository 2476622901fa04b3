using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Spec.Tests.ForkChoice;

/// <summary>Votes at the edges that reference tests leave out.</summary>
public sealed class VoteTests
{
    private static readonly StoreServices Services = new(AcceptAllVerifier.Instance, new DeferringExecutionEngine());

    [Fact]
    public void AVoteForAForgottenBlockStillOutranksTheVotersOlderOnes()
    {
        var chain = new MadeChain(ForkName.Altair);
        var store = StoreOf(chain.Genesis);
        var (old, oldRoot) = Add(store, chain, chain.Genesis, 1);
        var (aside, asideRoot) = Add(store, chain, old, 3);
        Add(store, chain, old, 9);
        Vote(store, 5, asideRoot, 10, Anchors.LatestBlockRoot(aside));
        Assert.Equal(asideRoot, store.LatestMessages[5]!.Value.Root);

        // Finality leaves the block aside; then a vote of the epoch before comes out of some block.
        store.FinalizedCheckpoint = store.FinalizedCheckpoint with { Epoch = 1, Root = oldRoot };
        store.JustifiedCheckpoint = store.FinalizedCheckpoint;
        Assert.Null(OptimisticSync.MarkInvalid(store, asideRoot, null));
        Vote(store, 5, oldRoot, 2, store.Order[0].Root);
        Assert.Equal(asideRoot, store.LatestMessages[5]!.Value.Root);
    }

    [Fact]
    public void NoPayloadComesApartOfABlockFromBeforeGloas()
    {
        var spec =
            new ChainSpec(Consensoor.Spec.Presets.Preset.Minimal, RandomStore.StateOf(ForkName.Fulu).Config with { GloasForkEpoch = 1 });
        var chain = new MadeChain(ForkName.Fulu, spec);
        var store = StoreOf(chain.Genesis);
        var (state, root) = Add(store, chain, chain.Genesis, 7);
        Assert.Null(Handlers.OnTick(store, store.GenesisTimeMs + (10 * store.Config.SlotDurationMs)));
        var data = new AttestationData
        {
            Slot = 8,
            BeaconBlockRoot = root,
            Source = new Checkpoint(),
            Target = new Checkpoint { Epoch = 1, Root = root }
        };
        Assert.Null(Handlers.ValidateOnAttestation(store, data, isFromBlock: false));
        Assert.NotNull(Handlers.ValidateOnAttestation(store, data with { Index = 1 }, isFromBlock: false));
        Assert.Equal(0UL, Attesting.GetAttestationData(state, root, 7, headIsFull: true, slot: 8, committeeIndex: 0).Index);
    }

    [Fact]
    public void AVoteWhoseTargetNoUpgradeReachesIsRefused()
    {
        // The old deposit mechanism has not run dry, so that upgrade_to_heze asserts.
        var spec =
            new ChainSpec(Consensoor.Spec.Presets.Preset.Minimal, RandomStore.StateOf(ForkName.Gloas).Config with { HezeForkEpoch = 1 });
        var chain = new MadeChain(ForkName.Gloas, spec, static state => state.Eth1DepositIndex = 7);
        var store = StoreOf(chain.Genesis);
        Assert.Null(Handlers.OnTick(store, store.GenesisTimeMs + (10 * store.Config.SlotDurationMs)));
        var root = store.Order[0].Root;
        var attestation = Attestation.Default(spec.Ssz(ForkName.Heze)) with
        {
            Data = new AttestationData
            {
                Slot = 8,
                BeaconBlockRoot = root,
                Source = new Checkpoint(),
                Target = new Checkpoint { Epoch = 1, Root = root }
            },
        };
        var refusal = Handlers.OnAttestation(store, attestation, Services);
        Assert.Equal("UpgradeToHeze", refusal?.Function);
    }

    [Fact]
    public void WhatTheExecutionLayerSaysOfInclusionListsIsRecordedWhenItDecides()
    {
        var random = new RandomStore(ForkName.Heze);
        var store = random.Store;
        var first = ExtendUndecided(random, store.Order[0]);
        var second = ExtendUndecided(random, first);
        Assert.Equal(PayloadStatus.Full, second.ParentPayloadStatus);
        OptimisticSync.MarkValid(store, second.Root, isInclusionListSatisfied: false);
        Assert.False(Payloads.IsPayloadInclusionListSatisfied(store, second.Root));
        Assert.True(Payloads.IsPayloadInclusionListSatisfied(store, first.Root));

        // What was decided once stays, whatever lists have been forgotten since.
        OptimisticSync.MarkValid(store, second.Root, isInclusionListSatisfied: true);
        Assert.False(Payloads.IsPayloadInclusionListSatisfied(store, second.Root));
    }

    [Fact]
    public void InclusionListsGoWithTheSlotsAlsoWithoutFinality()
    {
        var store = new RandomStore(ForkName.Heze).Store;
        var list = new SignedInclusionList { Message = new InclusionList { Slot = 1, Transactions = SszList<ByteList>.Empty } };
        store.InclusionLists.ProcessInclusionList(list, timely: true);
        Assert.Single(store.InclusionLists.InclusionLists(1, default));
        var end = 2 + store.Config.MinSlotsForInclusionListsRequests;
        Assert.Null(Handlers.OnTick(store, store.GenesisTimeMs + (end * store.Config.SlotDurationMs)));
        Assert.Empty(store.InclusionLists.InclusionLists(1, default));
    }

    private static StoreBlock ExtendUndecided(RandomStore random, StoreBlock parent)
    {
        var block = random.Extend(parent);
        var envelope = new ExecutionPayloadEnvelope { BeaconBlockRoot = block.Root, Payload = ExecutionPayload.Default(block.State.Ssz) };
        Assert.Null(Handlers.AcceptExecutionPayloadEnvelope(random.Store, envelope, InclusionListsAlwaysSatisfied.Instance));
        OptimisticSync.MarkNotValidated(random.Store, block.Root);
        return block;
    }

    private static Store StoreOf(BeaconState genesis)
    {
        Assert.Null(Store.GetForkchoiceStore(genesis, null, Anchors.CheckpointOf(genesis), AcceptAllVerifier.Instance, out var store));
        return store!;
    }

    private static (BeaconState State, Root Root) Add(Store store, MadeChain chain, BeaconState parent, Slot slot)
    {
        var (block, post) = chain.Extend(parent, slot);
        if (slot > StoreTime.GetCurrentSlot(store))
        {
            Assert.Null(Handlers.OnTick(store, store.GenesisTimeMs + (slot * store.Config.SlotDurationMs)));
        }

        var root = block.HashTreeRoot(post.Ssz);
        Assert.Null(Handlers.AcceptBlock(store, block, root, post));
        return (post, root);
    }

    private static void Vote(Store store, ValidatorIndex voter, Root root, Slot slot, Root target)
    {
        if (slot >= StoreTime.GetCurrentSlot(store))
        {
            Assert.Null(Handlers.OnTick(store, store.GenesisTimeMs + ((slot + 1) * store.Config.SlotDurationMs)));
        }

        var checkpoint = new Checkpoint { Epoch = slot / store.Preset.SlotsPerEpoch, Root = target };
        var data = new AttestationData { Slot = slot, BeaconBlockRoot = root, Source = new Checkpoint(), Target = checkpoint };
        Assert.Null(
            Handlers.OnVerifiedAttestation(store, new IndexedAttestation { AttestingIndices = [voter], Data = data }, isFromBlock: true));
    }
}
