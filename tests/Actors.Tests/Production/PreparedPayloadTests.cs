using Akka.Actor;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using Xunit;

namespace Consensoor.Actors.Tests.Production;

/// <summary>Payloads that are begun in the slot before their block's.</summary>
public sealed class PreparedPayloadTests : ProductionKit
{
    private static readonly ProposalBase Deneb = PoolStates.BaseAt(ForkName.Deneb, 5);
    private static readonly ProposalBase Other = Deneb with { ParentRoot = new Root(Enumerable.Repeat((byte)7, 32).ToArray()) };
    private static readonly Bytes8 First = new([1, 1, 1, 1, 1, 1, 1, 1]);
    private static readonly Bytes8 Second = new([2, 2, 2, 2, 2, 2, 2, 2]);

    [Fact]
    public void WhatWasBegunAheadIsTakenLateAndNothingIsBegunAnew()
    {
        var production = StartAhead();
        var begun = Ahead(production, Deneb);
        Assert.Equal((ulong)Misc.ComputeTimeAtSlot(Deneb.State.Spec, Deneb.State.GenesisTime, 5), begun.Attributes!.Timestamp);
        production.Tell(new ForkchoiceUpdatedResult(begun.RequestId, EngineVerdict.Valid, First, null));
        ToTheSlot(production);
        AskForBlock(production, Deneb, isPrepared: true);
        Scheduler.Advance(TimeSpan.FromMilliseconds(240));
        Settle(production);
        Scheduler.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(First, Expect<GetPayload>().PayloadId);
    }

    [Fact]
    public void WhatIsBegunInTheSlotIsNotTakenOnTheHeelsOfItsBegin()
    {
        var production = Start(Deneb, TimeSpan.FromSeconds(1));
        AskForBlock(production, Deneb);
        production.Tell(new ForkchoiceUpdatedResult(Asked!.RequestId, EngineVerdict.Valid, First, null));
        Settle(production);
        Scheduler.Advance((SlotTime / 24) - TimeSpan.FromMilliseconds(1));
        Settle(production);
        Scheduler.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(First, Expect<GetPayload>().PayloadId);
    }

    [Fact]
    public void ThePayloadOfAHeadThatWasLeftIsNeverAskedFor()
    {
        var production = StartAhead();
        var left = Ahead(production, Deneb);
        var begun = Ahead(production, Other);
        production.Tell(new ForkchoiceUpdatedResult(begun.RequestId, EngineVerdict.Valid, Second, null));
        production.Tell(new ForkchoiceUpdatedResult(left.RequestId, EngineVerdict.Valid, First, null));
        ToTheSlot(production);
        AskForBlock(production, Other, isPrepared: true);
        Scheduler.Advance(SlotTime / 8);
        Assert.Equal(Second, Expect<GetPayload>().PayloadId);
    }

    [Fact]
    public void WhereTheHeadChangesAtTheSlotsBeginAnotherIsBegun()
    {
        var production = StartAhead();
        var left = Ahead(production, Deneb);
        production.Tell(new ForkchoiceUpdatedResult(left.RequestId, EngineVerdict.Valid, First, null));
        ToTheSlot(production);
        Sys.EventStream.Publish(new ChainViewChanged(TestViews.On(Other)));
        var begun = Expect<ForkchoiceUpdated>();
        Assert.Equal(Other.ParentRoot, begun.Attributes!.ParentBeaconBlockRoot);
        AskForBlock(production, Other, isPrepared: true);
        production.Tell(new ForkchoiceUpdatedResult(begun.RequestId, EngineVerdict.Valid, Second, null));
        Settle(production);
        Scheduler.Advance(SlotTime / 8);
        Assert.Equal(Second, Expect<GetPayload>().PayloadId);
    }

    [Fact]
    public void WhatCouldNotBeBegunAheadIsBegunInTheSlot()
    {
        var production = StartAhead();
        var refused = Ahead(production, Deneb);
        production.Tell(new ForkchoiceUpdatedResult(refused.RequestId, EngineVerdict.Syncing, null, null));
        Settle(production);

        // Not again with the next view of the same slot.
        Sys.EventStream.Publish(new ChainViewChanged(AheadOf(Deneb)));
        ToTheSlot(production);
        Sys.EventStream.Publish(new ChainViewChanged(TestViews.On(Deneb)));
        var begun = Expect<ForkchoiceUpdated>();
        AskForBlock(production, Deneb, isPrepared: true);
        production.Tell(new ForkchoiceUpdatedResult(begun.RequestId, EngineVerdict.Valid, Second, null));
        Settle(production);
        Scheduler.Advance(SlotTime / 8);
        Assert.Equal(Second, Expect<GetPayload>().PayloadId);
    }

    [Fact]
    public void APayloadThatIsGoneIsBuiltAgainAtOnce()
    {
        var production = StartAhead();
        var begun = Ahead(production, Deneb);
        production.Tell(new ForkchoiceUpdatedResult(begun.RequestId, EngineVerdict.Valid, First, null));
        ToTheSlot(production);
        var id = AskForBlock(production, Deneb, isPrepared: true);
        Scheduler.Advance(SlotTime / 8);
        Expect<GetPayload>();
        production.Tell(new PayloadBuilt(id, null, default, BuiltBlobs.None, null, "Unknown payload"));
        var again = Expect<ForkchoiceUpdated>();
        production.Tell(new ForkchoiceUpdatedResult(again.RequestId, EngineVerdict.Valid, Second, null));
        Settle(production);
        Scheduler.Advance(SlotTime / 24);
        Assert.Equal(Second, Expect<GetPayload>().PayloadId);
    }

    [Fact]
    public void AnotherExecutionLayerIsAskedAnew()
    {
        var production = StartAhead();
        var begun = Ahead(production, Deneb);
        production.Tell(new ForkchoiceUpdatedResult(begun.RequestId, EngineVerdict.Valid, First, null));
        Sys.EventStream.Publish(new ExecutionLayerChanged(true, "connection refused", Scheduler.Now));
        Settle(production);
        Sys.EventStream.Publish(new ExecutionLayerChanged(false, null, Scheduler.Now));
        var anew = Expect<ForkchoiceUpdated>();
        production.Tell(new ForkchoiceUpdatedResult(anew.RequestId, EngineVerdict.Valid, Second, null));
        ToTheSlot(production);
        AskForBlock(production, Deneb, isPrepared: true);
        Scheduler.Advance(SlotTime / 8);
        Assert.Equal(Second, Expect<GetPayload>().PayloadId);
    }

    [Fact]
    public void WhatAnEarlierBuildCameToSaysNothingOfOneThatIsUnderWay()
    {
        var production = StartAhead();
        var begun = Ahead(production, Deneb);
        production.Tell(new ForkchoiceUpdatedResult(begun.RequestId, EngineVerdict.Valid, First, null));
        ToTheSlot(production);
        var id = AskForBlock(production, Deneb, isPrepared: true);
        Scheduler.Advance(SlotTime / 8);
        Assert.Equal(First, Expect<GetPayload>().PayloadId);
        Sys.EventStream.Publish(new ExecutionLayerChanged(false, null, Scheduler.Now));
        var anew = Expect<ForkchoiceUpdated>();
        production.Tell(new PayloadBuilt(id, null, default, BuiltBlobs.None, null, "connection reset"));
        production.Tell(new ForkchoiceUpdatedResult(anew.RequestId, EngineVerdict.Valid, Second, null));
        Settle(production);
        Scheduler.Advance(SlotTime / 24);
        Assert.Equal(Second, Expect<GetPayload>().PayloadId);
    }

    [Fact]
    public void ItIsRememberedWhenWhatABlockNeedsCame()
    {
        var production = StartAhead();
        var begun = Ahead(production, Deneb);
        production.Tell(new ForkchoiceUpdatedResult(begun.RequestId, EngineVerdict.Valid, First, null));
        ToTheSlot(production);
        var slot = Scheduler.Now;
        var id = AskForBlock(production, Deneb, isPrepared: true);
        After(production, 100, new PackedSyncAggregate(id, SyncCommittees.EmptyAggregate(Deneb.State.Preset)));
        After(production, 20, new PackedOperations(id, [], [], [], []));
        After(production, 30, new PackedAttestations(id, []));
        Scheduler.Advance(TimeSpan.FromMilliseconds(200));
        Expect<GetPayload>();
        After(production, 40, new PayloadBuilt(id, PayloadOf(Deneb), default, BuiltBlobs.None, null, null));
        Expect<BlockProduced>();
        production.Tell(new GetProposalWhy(Deneb.Slot), TestActor);
        var times = Assert.Single(Expect<ProposalWhy>().Records).Times;
        DateTimeOffset?[] expected = [slot, slot, Into(150), Into(350), Into(390), Into(390)];
        Assert.Equal(
            expected, [times.AskedAt, times.BaseAt, times.PartsAt, times.PayloadAskedAt, times.PayloadAt, times.DraftedAt]);

        DateTimeOffset Into(int milliseconds) => slot + TimeSpan.FromMilliseconds(milliseconds);
    }

    [Fact]
    public void NothingIsBegunForAnothersProposer()
    {
        var production = Start(Deneb, -SlotTime / 4);
        Sys.EventStream.Publish(new ChainViewChanged(AheadOf(Deneb)));
        Settle(production);
        Settle(production);
    }

    [Fact]
    public void WhatAnothersPayloadIsBuiltWithIsToldOnlyWhereSettingsSaySo()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(PayloadAttributesKnown));
        var silent = Start(Deneb, -SlotTime / 4);
        Sys.EventStream.Publish(new ChainViewChanged(AheadOf(Deneb)));
        Settle(silent);
        Sys.Stop(silent);
        var production = Start(Deneb, -SlotTime / 4, tellsAttributes: true);
        Sys.EventStream.Publish(new ChainViewChanged(AheadOf(Deneb)));
        Sys.EventStream.Publish(new ChainViewChanged(AheadOf(Deneb)));
        var told = Expect<PayloadAttributesKnown>();
        var header = Deneb.State.LatestExecutionPayloadHeader;
        Assert.Equal(
            (ForkName.Deneb, (ulong)5, Deneb.ParentRoot, (ulong?)header.BlockNumber, header.BlockHash),
            (told.Fork, told.ProposalSlot, told.ParentRoot, told.ParentNumber, told.ParentHash));
        Assert.Equal(Accessors.GetBeaconProposerIndex(Deneb.State), told.Proposer);
        Assert.Equal(Deneb.ParentRoot, told.Attributes.ParentBeaconBlockRoot);

        // Once for each base, and nothing is begun.
        Settle(production);
        Sys.EventStream.Publish(new ChainViewChanged(AheadOf(Other)));
        Assert.Equal(Other.ParentRoot, Expect<PayloadAttributesKnown>().ParentRoot);
        Settle(production);
    }

    private static ChainView AheadOf(ProposalBase @base) => TestViews.On(@base) with { CurrentSlot = @base.Slot - 1 };

    private IActorRef StartAhead()
    {
        var production = Start(Deneb, -SlotTime / 4);
        production.Tell(new ProposersHere([Deneb.State.Validators[Accessors.GetBeaconProposerIndex(Deneb.State)].Pubkey]));
        return production;
    }

    private ForkchoiceUpdated Ahead(IActorRef production, ProposalBase @base)
    {
        Sys.EventStream.Publish(new ChainViewChanged(AheadOf(@base)));
        var asked = Expect<ForkchoiceUpdated>();
        Settle(production);
        return asked;
    }

    private void After(IActorRef production, int milliseconds, object told)
    {
        Scheduler.Advance(TimeSpan.FromMilliseconds(milliseconds));
        production.Tell(told, TestActor);
        Settle(production);
    }

    private void ToTheSlot(IActorRef production)
    {
        Settle(production);
        Scheduler.Advance(SlotTime / 4);
        Settle(production);
    }
}
