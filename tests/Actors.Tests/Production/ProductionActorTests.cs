using Akka.Actor;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using Xunit;

namespace Consensoor.Actors.Tests.Production;

/// <summary>Blocks that are made, some without what did not hold, and some not at all.</summary>
public sealed class ProductionActorTests : ProductionKit
{
    private static readonly ProposalBase Altair = PoolStates.BaseAt(ForkName.Altair, 5);
    private static readonly ProposalBase Capella = PoolStates.BaseAt(ForkName.Capella, 5);

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

    /// <summary>The asker is told what is wrong at once: without the parts of others the block would hold no better.</summary>
    [Fact]
    public void ARevealThatDoesNotHoldIsTheAskersFault()
    {
        var production = Start(Altair);
        Sys.EventStream.Publish(new ChainViewChanged(TestViews.On(Altair)));
        production.Tell(new ProduceBlock(9, Altair.Slot, default), TestActor);
        var id = 0UL;
        for (var pool = 0; pool < 5; pool++)
        {
            id = Expect<PackForBlock>().RequestId;
        }

        production.Tell(new PackedSyncAggregate(id, SyncCommittees.EmptyAggregate(Altair.State.Preset)));
        production.Tell(new PackedOperations(id, [], [], [], []));
        production.Tell(new PackedAttestations(id, [Wrong()]));
        var nothing = Expect<NotProduced>();
        Assert.Equal((9UL, Altair.Slot, ProductionRefusal.InvalidReveal), (nothing.RequestId, nothing.Slot, nothing.Refusal));
    }

    [Fact]
    public void AMandatoryPayloadIsWaitedForAndAskedForAgainToTheEndOfTheSlot()
    {
        var production = Start(Capella);
        var id = AskForBlock(production, Capella);
        production.Tell(new ForkchoiceUpdatedResult(Asked!.RequestId, EngineVerdict.Syncing, null, "busy"));
        production.Tell(new PackedSyncAggregate(id, SyncCommittees.EmptyAggregate(Capella.State.Preset)));
        production.Tell(new PackedOperations(id, [], [], [], []));
        production.Tell(new PackedAttestations(id, []));
        Settle(production);

        // An eighth of a slot is over, and later most of it: nothing is given up, and the execution layer is asked again.
        Scheduler.Advance(SlotTime / 8);
        var again = Expect<ForkchoiceUpdated>().RequestId;
        Scheduler.Advance(SlotTime / 2);
        production.Tell(new ForkchoiceUpdatedResult(again, EngineVerdict.Valid, new Bytes8([1, 2, 3, 4, 5, 6, 7, 8]), null));
        Settle(production);
        Scheduler.Advance(SlotTime / 24);
        Assert.Equal(id, Expect<GetPayload>().RequestId);
        production.Tell(new PayloadBuilt(id, PayloadOf(Capella), default, BuiltBlobs.None, null, null));
        var produced = Expect<BlockProduced>();
        Assert.Equal(Capella.Slot, produced.Block.Slot);
    }

    [Fact]
    public void ThatAPayloadDoesNotComeIsSaidOnceABlock()
    {
        var production = Start(Capella);
        var id = AskForBlock(production, Capella);
        var asked = Asked!;
        EventFilter.Warning(contains: $"the block of slot {Capella.Slot}").Expect(1, () =>
        {
            for (var time = 0; time < 4; time++)
            {
                production.Tell(new ForkchoiceUpdatedResult(asked.RequestId, EngineVerdict.Unavailable, null, "refused"));
                Settle(production);
                Scheduler.Advance(SlotTime / 8);
                asked = Expect<ForkchoiceUpdated>();
            }

            production.Tell(new PackedAttestations(id, []));
            Settle(production);
        });
    }

    [Theory]
    [InlineData("timestamp")]
    [InlineData("withdrawals")]
    [InlineData("prev_randao")]
    [InlineData("parent")]
    public void APayloadThatIsNotWhatWasAskedForIsNotTakenAndAnotherIsAskedFor(string wrong)
    {
        var production = Start(Capella);
        var id = AskForBlock(production, Capella);
        production.Tell(new PackedSyncAggregate(id, SyncCommittees.EmptyAggregate(Capella.State.Preset)));
        production.Tell(new PackedOperations(id, [], [], [], []));
        production.Tell(new PackedAttestations(id, []));
        var good = PayloadOf(Capella);
        Give(production, id, Asked!, wrong switch
        {
            "timestamp" => good with { Timestamp = good.Timestamp + 1 },
            "withdrawals" => good with { Withdrawals = [new Withdrawal { Amount = 1 }] },
            "prev_randao" => good with { PrevRandao = new Bytes32([9, .. new byte[31]]) },
            _ => good with { ParentHash = new Hash32([9, .. new byte[31]]) },
        });
        Settle(production);
        Scheduler.Advance(SlotTime / 8);
        Give(production, id, Expect<ForkchoiceUpdated>(), good);
        Assert.Equal(good, Expect<BlockProduced>().Block.Body.ExecutionPayload);
        production.Tell(new GetProposalWhy(Capella.Slot), TestActor);
        Assert.Empty(Assert.Single(Expect<ProposalWhy>().Records).Drafts);
    }

    [Fact]
    public void WithoutAPayloadThereIsNoBlockAndTheReasonIsTold()
    {
        var production = Start(Capella);
        var id = AskForBlock(production, Capella);
        production.Tell(new ForkchoiceUpdatedResult(Asked!.RequestId, EngineVerdict.Unavailable, null, "connection refused"));
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

    /// <summary>The execution layer builds, and gives a payload when it is asked for it.</summary>
    private void Give(IActorRef production, ulong id, ForkchoiceUpdated asked, ExecutionPayload payload)
    {
        production.Tell(new ForkchoiceUpdatedResult(asked.RequestId, EngineVerdict.Valid, new Bytes8([1, 2, 3, 4, 5, 6, 7, 8]), null));
        Settle(production);
        Scheduler.Advance(SlotTime / 8);
        Assert.Equal(id, Expect<GetPayload>().RequestId);
        production.Tell(new PayloadBuilt(id, payload, default, BuiltBlobs.None, null, null));
    }

    private static Attestation Wrong() =>
        new() { Data = new AttestationData { Source = new Checkpoint(), Target = new Checkpoint { Epoch = 9 } } };
}
