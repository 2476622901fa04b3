using System.Numerics;
using Akka.Actor;
using Consensoor.Actors.Tests.Builders;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition;
using Xunit;

namespace Consensoor.Actors.Tests.Production;

/// <summary>
/// The only bid is refused after its draft was worked on, and the own payload was not there when that began. The test stands for the pool
/// of work too.
/// </summary>
public sealed class RefusedBidTests : ProductionKit
{
    private static readonly ProposalBase Base = BuilderStates.BaseWith();
    private static readonly Bytes8 First = new([1, 1, 1, 1, 1, 1, 1, 1]);
    private static readonly Bytes8 Second = new([2, 2, 2, 2, 2, 2, 2, 2]);

    [Fact]
    public void APayloadThatComesMeanwhileIsTaken()
    {
        var (production, id) = Drafting();
        Begun(production, Asked!, First);
        production.Tell(BuilderStates.Built(Base) with { RequestId = id });
        Refuse(production, id);
        Assert.Equal(Constants.BuilderIndexSelfBuild, CarriedBy(Expect<DraftBlock>()));
    }

    [Fact]
    public void APayloadThatCameToNothingMeanwhileIsAskedForAnew()
    {
        var (production, id) = Drafting();
        Begun(production, Asked!, First);
        Sys.EventStream.Publish(new ExecutionLayerChanged(false, null, Scheduler.Now));
        Settle(production);
        Refuse(production, id);
        var anew = Expect<ForkchoiceUpdated>();
        Begun(production, anew, Second);
        production.Tell(BuilderStates.Built(Base) with { RequestId = id });
        Assert.Equal(Constants.BuilderIndexSelfBuild, CarriedBy(Expect<DraftBlock>()));
    }

    [Fact]
    public void APayloadThatComesWhileADraftIsNotWorkedOnIsWeighedWithTheBidInTheNext()
    {
        var (production, id) = Drafting();
        production.Tell(BuilderStates.Built(Base, value: (UInt256)(BigInteger)1_000_000_000_000) with { RequestId = id });
        production.Tell(new BlockDrafted(id, null, null, null, WorkDrop.Full));
        Settle(production);
        Scheduler.Advance(SlotTime / 64);
        Assert.Equal(Constants.BuilderIndexSelfBuild, CarriedBy(Expect<DraftBlock>()));
    }

    private static BuilderIndex CarriedBy(DraftBlock draft) => draft.Block.Body.SignedExecutionPayloadBid.Message.BuilderIndex;

    /// <summary>A draft with the bid is being worked on, and the execution layer has not said whether it builds.</summary>
    private (IActorRef Production, ulong Id) Drafting()
    {
        var production = Start(Base, drafter: TestActor);
        var id = AskForBlock(production, Base);
        production.Tell(new PackedAttestations(id, []));
        production.Tell(new PackedSyncAggregate(id, SyncCommittees.EmptyAggregate(Base.State.Preset)));
        production.Tell(new PackedPayloadAttestations(id, []));
        production.Tell(new PackedOperations(id, [], [], [], []));
        var (bid, _) = Actors.Builders.BidMaking.Make(
            Base, BuilderStates.Built(Base, 7), BuilderStates.BuilderOf(Base), BuilderStates.Preferences(Base), 9);
        production.Tell(new PackedBids(id, [new OfferedBid(new SignedExecutionPayloadBid { Message = bid! }, null)], 0));
        Settle(production);
        Scheduler.Advance(SlotTime / 8);
        Assert.Equal(0UL, CarriedBy(Expect<DraftBlock>()));
        return (production, id);
    }

    /// <summary>The execution layer builds, and is asked for the payload.</summary>
    private void Begun(IActorRef production, ForkchoiceUpdated asked, Bytes8 payloadId)
    {
        production.Tell(new ForkchoiceUpdatedResult(asked.RequestId, EngineVerdict.Valid, payloadId, null));
        Settle(production);
        Scheduler.Advance(SlotTime / 24);
        Assert.Equal(payloadId, Expect<GetPayload>().PayloadId);
    }

    private static void Refuse(IActorRef production, ulong id) => production.Tell(
        new BlockDrafted(id, null, null, new Refusal("ProcessExecutionPayloadBid", "its signature does not hold")));
}
