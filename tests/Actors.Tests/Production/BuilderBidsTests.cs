using Akka.Actor;
using Consensoor.Actors.Tests.Builders;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using Xunit;

namespace Consensoor.Actors.Tests.Production;

/// <summary>
/// Blocks whose builders are asked over their API. The test stands for who asks them, for the pool of work, and for all that
/// <see cref="ProductionKit"/> says.
/// </summary>
public sealed class BuilderBidsTests : ProductionKit
{
    private const string Url = "http://builder";
    private static readonly ProposalBase Base = BuilderStates.BaseWith(builders: 2);
    private static readonly BuilderEndpoint Builder = new(Url, ByteList.Create("builder"u8), [], 5, 0, 100);

    [Fact]
    public void ABlockTakesTheBidOfTheBuilderThatPaysMostAndSaysWhoIsToHaveIt()
    {
        var (production, id) = Ask(out var asked);
        Assert.Equal(Builder, Assert.Single(asked.Builders));
        Assert.Equal(Base.Slot, asked.Base.Slot);
        Assert.Equal(Base.State.Validators[Accessors.GetBeaconProposerIndex(Base.State)].Pubkey, asked.Proposer);

        // The one of gossip is worth 9 Gwei, the other 7 and 5 of those 100 that it pays besides.
        production.Tell(new PackedBids(id, [Offer(0, value: 9)], 0));
        production.Tell(new BidsOfBuilders(id, [Offer(1, value: 7, payment: 100) with { Builder = Builder }], []));
        Payload(production, id);
        var draft = Expect<DraftBlock>();
        Assert.Equal(1UL, draft.Block.Body.SignedExecutionPayloadBid.Message.BuilderIndex);
        production.Tell(new BlockDrafted(id, draft.Block, Base.State, null));
        var produced = Expect<BlockProduced>();
        Assert.Equal((Url, (UInt128?)12), (produced.BuilderUrl, produced.BidTotal));
        production.Tell(new GetProposalWhy(Base.Slot), TestActor);
        Assert.Equal(
            [(Url, (UInt128)12), (null, (UInt128)9)],
            Assert.Single(Expect<ProposalWhy>().Records).Bids.Select(static bid => (bid.Url, bid.Total)));
    }

    [Fact]
    public void ABlockWithABidOfGossipIsToBeGivenToNobody()
    {
        var (production, id) = Ask(out _);
        production.Tell(new PackedBids(id, [Offer(0, value: 9)], 0));
        production.Tell(new BidsOfBuilders(id, [], [new SilentBuilder(Url, "it has none")]));
        Payload(production, id);
        var draft = Expect<DraftBlock>();
        production.Tell(new BlockDrafted(id, draft.Block, Base.State, null));
        Assert.Null(Expect<BlockProduced>().BuilderUrl);
    }

    [Fact]
    public void ABuilderIsWaitedForAsLongAsOtherPartsAndTheBlockIsMadeWithout()
    {
        var (production, id) = Ask(out var asked);
        Assert.True(asked.By < Scheduler.Now + (SlotTime / 8) && asked.By > Scheduler.Now);
        production.Tell(new PackedBids(id, [], 0));
        Payload(production, id);
        Settle(production);
        Scheduler.Advance(SlotTime / 8);
        Assert.Equal(Constants.BuilderIndexSelfBuild, Expect<DraftBlock>().Block.Body.SignedExecutionPayloadBid.Message.BuilderIndex);
    }

    [Fact]
    public void AProposerThatTakesNoBidsAsksNobody()
    {
        var usual = Proposers.Defaults;
        var production = Start(Base, drafter: TestActor, table: Proposers with
        {
            Defaults = usual with { Builders = usual.Builders with { IsEnabled = false, Builders = [Builder] } },
        });
        AskForBlock(production, Base);
        Settle(production);
    }

    private static OfferedBid Offer(int builder, Gwei value, Gwei payment = 0)
    {
        var (bid, _) = Actors.Builders.BidMaking.Make(
            Base,
            BuilderStates.Built(Base, (byte)(7 + builder)),
            BuilderStates.BuilderOf(Base, builder),
            BuilderStates.Preferences(Base),
            value);
        return new OfferedBid(new SignedExecutionPayloadBid { Message = bid! with { ExecutionPayment = payment } }, null);
    }

    private (IActorRef Production, ulong Id) Ask(out AskBuilders asked)
    {
        var usual = Proposers.Defaults;
        var production = Start(Base, drafter: TestActor, table: Proposers with
        {
            Defaults = usual with { Builders = usual.Builders with { Builders = [Builder] } },
        });
        var id = AskForBlock(production, Base);
        asked = Expect<AskBuilders>();
        production.Tell(new PackedAttestations(id, []));
        production.Tell(new PackedSyncAggregate(id, SyncCommittees.EmptyAggregate(Base.State.Preset)));
        production.Tell(new PackedPayloadAttestations(id, []));
        production.Tell(new PackedOperations(id, [], [], [], []));
        return (production, id);
    }

    private static void Payload(IActorRef production, ulong id) =>
        production.Tell(BuilderStates.Built(Base) with { RequestId = id });
}
