using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Pools;
using Consensoor.Actors.Production;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Actors.Work;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using Xunit;

namespace Consensoor.Actors.Tests.Production;

/// <summary>The test stands for chain, pools, engine and whoever asks; transition is the production one, the time is the test's.</summary>
public sealed class ProductionActorTests() : TestKit(NodeConfig.Layered(ConfigurationFactory.ParseString(
    "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")))
{
    private static readonly ProposalBase Altair = PoolStates.BaseAt(ForkName.Altair, 5);
    private static readonly ProposalBase Capella = PoolStates.BaseAt(ForkName.Capella, 5);

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void ADraftThatIsRefusedIsTriedWithoutWhatDidNotHold()
    {
        var production = Start(Altair);
        var id = AskForBlock(production, Altair);

        // An attestation that does not hold, and a sync aggregate that does: only the former is left out.
        var aggregate = SyncCommittees.EmptyAggregate(Altair.State.Preset);
        production.Tell(new PackedSyncAggregate(id, aggregate));
        production.Tell(new PackedOperations(id, [], [], [], [new SignedBLSToExecutionChange()]));
        production.Tell(new PackedAttestations(id, [Wrong()]));
        var produced = Expect<BlockProduced>();
        Assert.Equal(9UL, produced.RequestId);
        Assert.Empty(produced.Block.Body.Attestations);
        Assert.Equal(aggregate, produced.Block.Body.SyncAggregate);
    }

    [Fact]
    public void ASyncAggregateWhoseSignatureDoesNotHoldIsLeftOutBeforeTheBlockIsSigned()
    {
        var production = Start(Altair);
        var id = AskForBlock(production, Altair);
        var bits = BitList.Zeros((int)Altair.State.Preset.SyncCommitteeSize).SetItem(3, true);
        production.Tell(new PackedSyncAggregate(id, SyncCommittees.EmptyAggregate(Altair.State.Preset) with { SyncCommitteeBits = bits }));
        production.Tell(new PackedOperations(id, [], [], [], []));
        production.Tell(new PackedAttestations(id, []));
        Assert.Equal(SyncCommittees.EmptyAggregate(Altair.State.Preset), Expect<BlockProduced>().Block.Body.SyncAggregate);
    }

    [Fact]
    public void AMandatoryPayloadIsWaitedForAndAskedForAgainToTheEndOfTheSlot()
    {
        var production = Start(Capella);
        var id = AskForBlock(production, Capella);
        production.Tell(new ForkchoiceUpdatedResult(id, EngineVerdict.Syncing, null, "busy"));
        production.Tell(new PackedSyncAggregate(id, SyncCommittees.EmptyAggregate(Capella.State.Preset)));
        production.Tell(new PackedOperations(id, [], [], [], []));
        production.Tell(new PackedAttestations(id, []));
        Settle(production);

        // An eighth of a slot is over, and later most of it: nothing is given up, and the execution layer is asked again.
        Scheduler.Advance(SlotTime / 8);
        Assert.Equal(id, Expect<ForkchoiceUpdated>().RequestId);
        Scheduler.Advance(SlotTime / 2);
        production.Tell(new ForkchoiceUpdatedResult(id, EngineVerdict.Valid, new Bytes8([1, 2, 3, 4, 5, 6, 7, 8]), null));
        Expect<GetPayload>();
        production.Tell(new PayloadBuilt(id, PayloadOf(Capella), default, BuiltBlobs.None, null, null));
        var produced = Expect<BlockProduced>();
        Assert.Equal(Capella.Slot, produced.Block.Slot);
    }

    [Fact]
    public void WithoutAPayloadThereIsNoBlockAndTheReasonIsTold()
    {
        var production = Start(Capella);
        var id = AskForBlock(production, Capella);
        production.Tell(new ForkchoiceUpdatedResult(id, EngineVerdict.Unavailable, null, "connection refused"));
        Settle(production);
        Scheduler.Advance(SlotTime);
        FishForMessage<NotProduced>(static nothing => nothing.Reason.Contains("connection refused", StringComparison.Ordinal));
    }

    [Fact]
    public void APayloadAndABlockAreMadeByWhatIsSaidOfTheProposersKeyOnceThatIsKnown()
    {
        var production = Start(Capella, isKnown: false);
        var (state, proposer) = (Capella.State, Accessors.GetBeaconProposerIndex(Capella.State));
        var entry = new ProposerEntry(new ExecutionAddress([.. new byte[19], 7]), null, "of the key", null);
        var table = ProposerTable.Empty;
        table = table with { Kept = table.Kept.Add(state.Validators[(int)proposer].Pubkey, entry) };
        Sys.EventStream.Publish(new ChainViewChanged(TestViews.On(Capella)));
        production.Tell(new ProduceBlock(9, Capella.Slot, Reveal(Capella)), TestActor);
        Settle(production);

        // Nothing was asked of the execution layer before.
        Sys.EventStream.Publish(new ProposersChanged(table));
        Assert.Equal(entry.FeeRecipient, Expect<ForkchoiceUpdated>().Attributes!.SuggestedFeeRecipient);
        var id = 0UL;
        for (var pool = 0; pool < 5; pool++)
        {
            id = Expect<PackForBlock>().RequestId;
        }

        production.Tell(new PackedSyncAggregate(id, SyncCommittees.EmptyAggregate(state.Preset)));
        production.Tell(new PackedOperations(id, [], [], [], []));
        production.Tell(new PackedAttestations(id, []));
        production.Tell(new PayloadBuilt(id, PayloadOf(Capella), default, BuiltBlobs.None, null, null));
        Assert.True(BlockGraffiti.TryText("of the key", out var graffiti));
        Assert.Equal(graffiti, Expect<BlockProduced>().Block.Body.Graffiti);
    }

    private static TimeSpan SlotTime => TimeSpan.FromMilliseconds(Altair.State.Spec.Config.SlotDurationMs);

    private static Attestation Wrong() =>
        new() { Data = new AttestationData { Source = new Checkpoint(), Target = new Checkpoint { Epoch = 9 } } };

    private static ExecutionPayload PayloadOf(ProposalBase @base)
    {
        var state = @base.State;
        var payload = ExecutionPayload.Default(state.Ssz);
        return payload with
        {
            ParentHash = state.LatestExecutionPayloadHeader.BlockHash,
            PrevRandao = Accessors.GetRandaoMix(state, Accessors.GetCurrentEpoch(state)),
            Timestamp = Misc.ComputeTimeAtSlot(state.Spec, state.GenesisTime, @base.Slot),
        };
    }

    private static BLSSignature Reveal(ProposalBase @base)
    {
        var proposer = (int)Accessors.GetBeaconProposerIndex(@base.State);
        var key = Consensoor.Interop.Genesis.InteropGenesis.SecretKeys(proposer, 1).Single();
        return Proposing.GetEpochSignature(@base.State, @base.Slot, root => ManagedBls.Shared.Sign(key, root.AsSpan())!.Value);
    }

    private IActorRef Start(ProposalBase @base, bool isKnown = true)
    {
        var state = @base.State;

        // A schedule whose slot begins at the scheduler's next whole second.
        var start = DateTimeOffset.FromUnixTimeSeconds(Scheduler.Now.ToUnixTimeSeconds() + 1);
        var schedule = new SlotSchedule(state.Spec, (ulong)(start - (SlotTime * (int)@base.Slot)).ToUnixTimeSeconds());
        Scheduler.AdvanceTo(start);
        var settings = new ProductionSettings
        {
            Spec = state.Spec,
            Schedule = schedule,
            Proposers = isKnown ? ProposerTable.Empty : null,
        };
        var work = Sys.ActorOf(WorkPool.Props(
            WorkSettings.From(NodeConfig.Reference.GetConfig("consensoor")), ManagedBls.Shared, new ManagedKzg(), new byte[32]));
        var pools = new PoolRefs(TestActor, TestActor, TestActor, TestActor, TestActor);
        var production = Sys.ActorOf(ProductionActor.Props(settings, new ProductionRefs(TestActor, work, TestActor, pools)));
        Expect<GetChainView>();
        return production;
    }

    /// <summary>Asks for a block on a base and returns the id of the pools' question.</summary>
    private ulong AskForBlock(IActorRef production, ProposalBase @base)
    {
        Sys.EventStream.Publish(new ChainViewChanged(TestViews.On(@base)));
        production.Tell(new ProduceBlock(9, @base.Slot, Reveal(@base)), TestActor);
        if (BlockAssembler.ExecutionParent(@base) is not null)
        {
            Expect<ForkchoiceUpdated>();
        }

        var id = 0UL;
        for (var pool = 0; pool < 5; pool++)
        {
            id = Expect<PackForBlock>().RequestId;
        }

        return id;
    }

    private void Settle(IActorRef production)
    {
        production.Tell(new Identify(0), TestActor);
        Expect<ActorIdentity>();
    }

    private T Expect<T>() => ExpectMsg<T>(TimeSpan.FromSeconds(30));
}
