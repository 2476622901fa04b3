using Akka.Actor;
using Consensoor.Actors.Chain;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Production;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>Tests that a chain lets states and bodies go while nothing is finalized, in its view too, and brings them back.</summary>
public sealed class StatesLetGoTests
{
    private static readonly RecordedChain Chain = RecordedChain.Instance;
    private static readonly ProductionSettings Production = new()
    {
        Spec = Chain.World.Spec,
        Schedule = new SlotSchedule(Chain.World.Spec, Chain.World.Genesis.GenesisTime),
    };

    [Fact]
    public void WhatIsFarBehindTheHeadIsLetGoAndTheChainGoesOn()
    {
        var (core, ports) = AllButTheLast();
        var blocks = ports.View!.Blocks.Values;
        Assert.Contains(blocks, static block => block.State is null);
        Assert.Contains(blocks, static block => block.State is not null);
        Assert.Contains(blocks, static block => block.Block is null && block.HasEnvelope && block.Envelope is null);
        Assert.NotNull(ports.View.Head.State);
        Assert.All(
            blocks.Where(static block => block.State is null || block.Block is null), block => Assert.Null(ports.View.Find(block.Root)));

        // The last block stands on the head, and is taken as ever.
        DirectChain.Import(core, ports, Chain.Blocks[^1]);
        Assert.Equal(Chain.Blocks[^1].Message.Slot, ports.View.Head.Slot);
        Assert.Equal(0, ports.Loads);
    }

    [Fact]
    public void ABlockOnOneFarBehindIsTakenAsIfNothingHadBeenLetGo()
    {
        var (core, ports) = AllButTheLast();
        var sibling = SiblingOf(3);
        var parent = ports.View!.Blocks[sibling.Message.ParentRoot];
        Assert.True(parent is { State: null, Block: null });
        var root = Import(core, ports, sibling);
        Assert.Equal(ImportVerdict.Imported, Verdict(ports, root));
        Assert.Equal(3, ports.Loads);
        Assert.Equal(sibling.Message.StateRoot, ports.View!.Blocks[root].State!.HashTreeRoot());
        Assert.NotNull(ports.View.Find(sibling.Message.ParentRoot));
    }

    [Fact]
    public void NothingIsBroughtBackForABlockThatNoValidatorSigned()
    {
        var (core, ports) = AllButTheLast();
        var sibling = SiblingOf(3);
        var source = new Source.Sync("peer");
        core.Import(new ImportBlock(sibling, ForkName.Gloas, source), ActorRefs.Nobody);
        ports.Run(core);
        var root = sibling.Message.HashTreeRoot(Chain.World.Genesis.Ssz);
        Assert.Equal(ImportVerdict.Refused, Verdict(ports, root));
        Assert.Equal(0, ports.Loads);

        // The same block as its proposer signs it: the forged copy has poisoned nothing.
        core.Import(new ImportBlock(Signed(sibling), ForkName.Gloas, source), ActorRefs.Nobody);
        ports.Run(core);
        Assert.Equal(ImportVerdict.Imported, Verdict(ports, root));
    }

    [Fact]
    public void NothingIsBroughtBackForAnEnvelopeThatNoBuilderSigned()
    {
        var (core, ports) = AllButTheLast();
        var block = SiblingOf(3);
        var root = Import(core, ports, block);
        ports.Find(new StoredBlock(root, block, null));
        core.OnSlot(ports.View!.Head.Slot);
        Assert.True(ports.View!.Blocks[root] is { Block: null, HasEnvelope: false });
        var loads = ports.Loads;
        var likeness = Chain.Blocks[3].Message.HashTreeRoot(Chain.World.Genesis.Ssz);
        var envelope = Chain.Envelopes.Single(envelope => envelope.Message.BeaconBlockRoot == likeness).Message;
        envelope = envelope with { BeaconBlockRoot = root };
        var domain = Accessors.GetDomain(Chain.World.Genesis, Constants.DomainBeaconBuilder);
        var signingRoot = Misc.ComputeSigningRoot(envelope, domain, Chain.World.Genesis.Ssz);
        var source = new Source.Sync("peer");
        Assert.Equal(ImportVerdict.Refused, Give(SignatureOf(block.Message.ProposerIndex + 1, signingRoot)));
        Assert.Equal(loads, ports.Loads);
        Give(SignatureOf(block.Message.ProposerIndex, signingRoot));
        Assert.True(ports.Loads > loads);
        Assert.DoesNotContain(ports.Answers.TakeLast(1), static answer => answer is ImportOutcome { Verdict: ImportVerdict.Refused });

        ImportVerdict? Give(BLSSignature signature)
        {
            var signed = new SignedExecutionPayloadEnvelope { Message = envelope, Signature = signature };
            core.Import(new ImportEnvelope(signed, source), ActorRefs.Nobody);
            ports.Run(core);
            return ports.Answers.OfType<ImportOutcome>().LastOrDefault(outcome => outcome.Root == root)?.Verdict;
        }
    }

    [Fact]
    public void ABlockOnOneThatStorageHasLostIsDroppedAndMayComeAgain()
    {
        var (core, ports) = AllButTheLast();
        var sibling = SiblingOf(3);
        var lost = ports.Lose(Chain.Blocks[1].Message.HashTreeRoot(Chain.World.Genesis.Ssz));
        var root = Import(core, ports, sibling);
        Assert.Equal(ImportVerdict.Dropped, Verdict(ports, root));
        ports.Find(lost);
        ports.Answers.Clear();
        Assert.Equal(ImportVerdict.Imported, Verdict(ports, Import(core, ports, sibling)));
    }

    [Fact]
    public void NoMoreThanTheBoundAreBroughtBackAtOnceAndWhatWaitsIsAnswered()
    {
        var ports = new DirectPorts(ManagedBls.Shared);
        var core = Start(ports, restores: 1);
        ports.IsStorageSilent = true;
        var (first, second) = (SiblingOf(3), SiblingOf(4));
        var waiting = Import(core, ports, first);
        Assert.DoesNotContain(ports.Answers, answer => answer is ImportOutcome outcome && outcome.Root == waiting);
        Assert.Equal(ImportVerdict.Dropped, Verdict(ports, Import(core, ports, second)));
        var later = Chain.Blocks[^2].Message.Slot + 100;
        ports.Now = DirectChain.In(later);
        core.OnSlot(later);
        Assert.Equal(ImportVerdict.Dropped, Verdict(ports, waiting));
    }

    [Fact]
    public void ABlockIsBroughtBackThoughASlotBeginsAfterEveryStepOfItsWay()
    {
        var (core, ports) = AllButTheLast();
        var sibling = SiblingOf(3);
        core.Import(new ImportBlock(sibling, ForkName.Gloas, Source.Replay.Instance), ActorRefs.Nobody);
        for (var steps = 0; steps < 100 && ports.RunOne(core); steps++)
        {
            core.OnSlot(Chain.Blocks[^2].Message.Slot);
        }

        Assert.Equal(ImportVerdict.Imported, Verdict(ports, RootOf(sibling)));
        Assert.Equal(3, ports.Loads);
    }

    [Fact]
    public void ABlockThatLeavesTheStoreOnItsWayBackLeavesNothingBehind()
    {
        var (core, ports) = AllButTheLast();
        ports.IsStorageSilent = true;
        var sibling = SiblingOf(2);
        core.Import(new ImportBlock(sibling, ForkName.Gloas, Source.Replay.Instance), ActorRefs.Nobody);
        var (below, gone) = (Chain.Blocks[0], Chain.Blocks[1]);
        Assert.Equal([RootOf(below), RootOf(gone)], ports.Loaded);
        Invalidate(core, below);
        Assert.DoesNotContain(RootOf(gone), core.Store.Blocks.Keys);
        core.On(new StoredBlock(RootOf(gone), gone, EnvelopeOf(gone)));
        core.On(new StoredBlock(RootOf(below), below, EnvelopeOf(below)));
        ports.Run(core);
        Assert.Equal(ImportVerdict.Dropped, Verdict(ports, RootOf(sibling)));
        core.OnSlot(Chain.Blocks[^2].Message.Slot);
        Assert.Equal(core.Store.Blocks.Keys.Order(), core.View!.Blocks.Keys.Order());
    }

    [Fact]
    public void WhatPeersBringBackTakesNoPlaceFromTheHead()
    {
        var ports = new DirectPorts(ManagedBls.Shared);
        var core = Start(ports, restores: 1);
        ports.IsStorageSilent = true;
        Import(core, ports, SiblingOf(3));
        var head = Chain.Blocks[3];
        Assert.Null(core.Store.Blocks[RootOf(head)].KeptBlock);
        Invalidate(core, head);
        Assert.Contains(RootOf(head), ports.Loaded);
        core.On(new StoredBlock(RootOf(head), head, EnvelopeOf(head)));
        ports.Run(core);
        Assert.Equal(RootOf(head), core.Head!.Root);
    }

    [Fact]
    public void AnInvalidHeadIsToldAsSuchWhileTheNextOneIsBroughtBack()
    {
        var (core, ports) = AllButTheLast();
        ports.IsStorageSilent = true;
        var (former, next) = (ports.View!.Head, Chain.Blocks[3]);
        Invalidate(core, next);
        Assert.Equal(former.Root, ports.View!.Head.Root);
        Assert.True(ports.View.Head.IsInvalid && ports.View.IsOptimistic);
        var refused = DutyData.Fit(ports.View, former.Slot, DirectChain.In(former.Slot), Production);
        Assert.Equal(ProductionRefusal.Optimistic, refused.Refusal);
        Assert.Contains("invalid", refused.Reason, StringComparison.Ordinal);

        // Readers go on reading it, and it keeps to the clock.
        ports.Now = DirectChain.In(former.Slot + 2);
        core.OnSlot(former.Slot + 2);
        Assert.Equal((former.Slot + 2, true), (ports.View.CurrentSlot, ports.View.Head.IsInvalid));
        Assert.True(ports.View.IsCanonical(former.Root));

        core.On(new StoredBlock(RootOf(next), next, EnvelopeOf(next)));
        ports.Run(core);
        Assert.Equal((RootOf(next), false), (ports.View.Head.Root, ports.View.Head.IsInvalid));
        Assert.False(ports.View.Blocks.ContainsKey(former.Root));
    }

    [Fact]
    public void ADumpIsCopiedOnceASecondAndItsRowsAreWhatForkChoiceSays()
    {
        var (core, ports) = AllButTheLast();
        DirectChain.Import(core, ports, Signed(SiblingOf(Chain.Blocks.Count - 2)));
        var dumps = Enumerable.Range(0, 3).Select(_ =>
        {
            core.Answer(new GetForkChoiceDump(), ActorRefs.Nobody);
            return Assert.IsType<ForkChoiceDump>(ports.Answers[^1]);
        }).ToArray();
        Assert.Same(dumps[0], dumps[1]);
        var store = core.Store;
        var nodes = from block in store.Blocks.Values
                    orderby block.Slot, block.Root
                    from node in (ForkChoiceNode[])[block.EntryNode, .. HeadSelection.GetNodeChildren(store, block.EntryNode)]
                    select (
                        block.Root,
                        node.PayloadStatus.ToString(),
                        HeadSelection.GetWeight(store, node),
                        node == HeadSelection.GetHead(store),
                        OptimisticSync.IsOptimistic(store, node));
        var rows = ForkChoiceRows.Of(dumps[0]).ToList();
        Assert.Equal(
            nodes, rows.Select(static row => (row.Block.Root, row.PayloadStatus.ToString(), row.Weight, row.IsHead, row.IsOptimistic)));
        Assert.Contains(rows, static row => row.Weight > 0);
        ports.Now += TimeSpan.FromSeconds(1);
        core.Answer(new GetForkChoiceDump(), ActorRefs.Nobody);
        Assert.NotSame(dumps[0], ports.Answers[^1]);
    }

    [Fact]
    public void WhatWaitsForAPayloadThatWasLetGoDoesNotWait()
    {
        var (core, ports) = AllButTheLast();
        var root = RootOf(Chain.Blocks[1]);
        Assert.True(core.Store.Blocks[root] is { HasPayload: true, Payload: null });
        ports.Missing.Clear();
        var vote = new AwaitedMessage(TopicKind.BeaconAttestation, root, true, true, Source.Own.Instance, 4, "vote");
        core.Await(new AwaitBlocks([vote]), ActorRefs.Nobody);
        Assert.Equal(WaitVerdict.Here, Assert.Single(ports.Answers.OfType<WaitEnded>()).Verdict);
        Assert.Empty(ports.Missing);
    }

    [Fact]
    public void NothingIsLetGoThatIsNotOnDisk()
    {
        var ports = new DirectPorts(ManagedBls.Shared) { IsDiskFull = true };
        Start(ports, restores: 1);
        Assert.All(ports.View!.Blocks.Values, static block => Assert.NotNull(block.Block));
    }

    /// <summary>What finality has passed is sent again too where storage dropped it, while the disk was away: there is no hole.</summary>
    [Fact]
    public void NoAnchorIsStoredBeforeTheBlocksBelowIt()
    {
        var ports = new DirectPorts(ManagedBls.Shared) { IsDiskFull = true };
        var core = DirectChain.Start(ports, static settings => settings with { EarlySlots = 4 });
        foreach (var block in Chain.Blocks)
        {
            DirectChain.Import(core, ports, block);
        }

        var finalized = ports.View!.LookupAt(8)!.Root;
        core.Store.FinalizedCheckpoint = new Checkpoint { Epoch = 1, Root = finalized };
        var slot = Chain.Blocks[^1].Message.Slot;
        Next();
        Assert.Single(ports.Events.OfType<FinalizedCheckpointAdvanced>());
        Assert.Empty(ports.Anchors);

        ports.IsDiskFull = false;
        for (var slots = 0; slots < 8 && ports.Anchors.Count == 0; slots++)
        {
            Next();
        }

        Assert.Equal(finalized, Assert.Single(ports.Anchors).Finalized.Root);
        Assert.All(
            Chain.Blocks.Where(static block => block.Message.Slot <= 8), block => Assert.NotNull(ports.Lose(RootOf(block))));

        void Next()
        {
            ports.Now = DirectChain.In(++slot);
            core.OnSlot(slot);
            ports.Run(core);
        }
    }

    private static (ChainCore Core, DirectPorts Ports) AllButTheLast()
    {
        var ports = new DirectPorts(ManagedBls.Shared);
        return (Start(ports, restores: 4), ports);
    }

    private static ChainCore Start(DirectPorts ports, int restores)
    {
        var core = DirectChain.Start(
            ports, settings => settings with { StateDensity = 1, RecentStates = 1, Restores = restores, ReplayPage = 2 });
        foreach (var block in Chain.Blocks.Take(Chain.Blocks.Count - 1))
        {
            DirectChain.Import(core, ports, block);
            core.OnSlot(block.Message.Slot);
            ports.Run(core);
        }

        return core;
    }

    /// <summary>Makes a block that differs from the recorded one in its graffiti.</summary>
    private static SignedBeaconBlock SiblingOf(int index)
    {
        var state = Chain.World.Genesis;
        for (var i = 0; i < index; i++)
        {
            (var post, var refusal) =
                StateTransition.Apply(state, Chain.Blocks[i], AcceptAllVerifier.Instance, new DeferringExecutionEngine());
            Assert.Null(refusal);
            state = post!;
        }

        var block = Chain.Blocks[index].Message;
        block = block with { Body = block.Body with { Graffiti = new Bytes32([.. Enumerable.Repeat((byte)7, 32)]) } };
        var (advanced, _) = StateTransition.AdvanceTo(state, block.Slot, AcceptAllVerifier.Instance);
        Assert.Null(BlockProcessing.ProcessBlock(advanced!, block, AcceptAllVerifier.Instance, new DeferringExecutionEngine()));
        return new SignedBeaconBlock { Message = block with { StateRoot = advanced!.HashTreeRoot() } };
    }

    /// <summary>The execution layer finds the payload of a block invalid, and with it what was built on it.</summary>
    private static void Invalidate(ChainCore core, SignedBeaconBlock block) =>
        core.On(new ExecutionHeadInvalid(EnvelopeOf(block).Message.Payload.BlockHash, null, "invalid"));

    private static SignedExecutionPayloadEnvelope EnvelopeOf(SignedBeaconBlock block) =>
        Chain.Envelopes.Single(envelope => envelope.Message.BeaconBlockRoot == RootOf(block));

    private static Root RootOf(SignedBeaconBlock block) => block.Message.HashTreeRoot(Chain.World.Genesis.Ssz);

    private static SignedBeaconBlock Signed(SignedBeaconBlock block)
    {
        var state = Chain.World.Genesis;
        var domain = Accessors.GetDomain(state, Constants.DomainBeaconProposer);
        var signingRoot = Misc.ComputeSigningRoot(block.Message, domain, state.Ssz);
        return block with { Signature = SignatureOf(block.Message.ProposerIndex, signingRoot) };
    }

    private static BLSSignature SignatureOf(ValidatorIndex index, Root signingRoot) =>
        ManagedBls.Shared.Sign(InteropGenesis.SecretKeys((int)index, 1)[0], signingRoot.AsSpan())!.Value;

    private static Root Import(ChainCore core, DirectPorts ports, SignedBeaconBlock block)
    {
        core.Import(new ImportBlock(block, ForkName.Gloas, Source.Replay.Instance), ActorRefs.Nobody);
        ports.Run(core);
        return block.Message.HashTreeRoot(Chain.World.Genesis.Ssz);
    }

    private static ImportVerdict Verdict(DirectPorts ports, Root root) =>
        ports.Answers.OfType<ImportOutcome>().Last(outcome => outcome.Root == root).Verdict;
}
