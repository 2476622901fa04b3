using Akka.Actor;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Signatures;
using Xunit;
using static Consensoor.Actors.Tests.Builders.BlindedStates;

namespace Consensoor.Actors.Tests.Production;

/// <summary>Blocks that take a builder's header, and those that fall back to a payload of one's own, with the reason.</summary>
public sealed class BlindedProductionTests : ProductionKit
{
    private const string Url = "http://one";

    [Theory]
    [InlineData(ForkName.Electra)]
    [InlineData(ForkName.Fulu)]
    public void TheStateRootOfABlindedBlockIsThatOfTheBlockWithThePayload(ForkName fork)
    {
        var proposal = Base(fork);
        var production = Begin(proposal, out var ask, out var build);
        Assert.Equal((Url, Due(proposal), proposal.Slot), (Assert.Single(ask.Builders).Url, ask.Withdrawals, ask.Base.Slot));
        Give(production, ask, build, [new OfferedHeader(Bid(proposal), Endpoint(Url), null)], proposal);
        var produced = Expect<BlindedBlockProduced>();
        Assert.Equal((9UL, Url, Bid(proposal).Message.Value), (produced.RequestId, Assert.Single(produced.BuilderUrls), produced.Value));

        // The transition of the block with the payload that the header is of.
        var whole = new SignedBlindedBeaconBlock { Message = produced.Block }.With(Payload(proposal)).Message;
        var context = proposal.State.Ssz;
        Assert.Equal(produced.Block.HashTreeRoot(context), whole.HashTreeRoot(context));
        var state = proposal.State.Copy();
        Assert.Null(BlockProcessing.ProcessBlock(
            state, whole, new ImmediateVerifier(ManagedBls.Shared), new DeferringExecutionEngine()));
        Assert.Equal(state.HashTreeRoot(), whole.StateRoot);

        var record = Why(production, proposal);
        Assert.Equal(ProposalDecision.Blinded, record.Decision);
        Assert.Equal((Url, (string?)null), (Assert.Single(record.Headers).Url, record.Headers[0].Refused));
    }

    public static TheoryData<string, string> WhatFallsBack => new()
    {
        { "silent", "no builder has a header" },
        { "refused", "no header may be taken" },
        { "minimum", "no header may be taken" },
        { "worth-less", "our own payload is worth as much" },
    };

    [Theory]
    [MemberData(nameof(WhatFallsBack))]
    public void WithoutAHeaderToTakeTheBlockHasAPayloadOfOnesOwnAndTheRecordSaysWhy(string why, string reason)
    {
        var proposal = Base(ForkName.Fulu);
        var production = Begin(proposal, out var ask, out var build);
        var bid = Bid(proposal, value: why == "worth-less" ? 7UL : 777);
        var builder = Endpoint(Url) with { MinBid = why == "minimum" ? 1UL : 0 };
        Give(
            production,
            ask,
            build,
            why == "silent" ? [] : [new OfferedHeader(bid, builder, why == "refused" ? new Refusal("timestamp", "it is late") : null)],
            proposal,
            own: 1);
        Assert.Equal(Payload(proposal, mark: 9), Expect<BlockProduced>().Block.Body.ExecutionPayload);
        var record = Why(production, proposal);
        Assert.Equal(ProposalDecision.SelfBuild, record.Decision);
        Assert.Contains(reason, record.Reason, StringComparison.Ordinal);
        Assert.Equal(why == "silent" ? 1 : 0, record.Silent.Count);
    }

    [Fact]
    public void ABuilderThatIsLateCostsThePatienceAndNotTheBlock()
    {
        var proposal = Base(ForkName.Fulu);
        var production = Begin(proposal, out var ask, out var build);
        GiveRest(production, ask.RequestId, build, proposal, own: 0);
        Settle(production);
        Scheduler.Advance(SlotTime / 8);
        Assert.Equal(Payload(proposal, mark: 9), Expect<BlockProduced>().Block.Body.ExecutionPayload);
    }

    [Fact]
    public void WithoutAnExecutionLayerTheHeaderIsTaken()
    {
        var proposal = Base(ForkName.Fulu);
        var production = Begin(proposal, out var ask, out var build);
        production.Tell(new ForkchoiceUpdatedResult(build.RequestId, EngineVerdict.Unavailable, null, "gone"));
        GiveParts(production, ask.RequestId, proposal);
        production.Tell(new HeadersOfBuilders(ask.RequestId, [new OfferedHeader(Bid(proposal, 0), Endpoint(Url), null)], []));
        Settle(production);
        Scheduler.Advance(SlotTime / 8);
        Assert.Equal([Url], FishForMessage<BlindedBlockProduced>(static _ => true, TimeSpan.FromSeconds(30)).BuilderUrls);
        Assert.Contains("no payload of our own", Why(production, proposal).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void AHeaderThatTheTransitionRefusesIsLeftToTheNextAndThenToTheOwnPayload()
    {
        // It says another parent, and nobody has told.
        var proposal = Base(ForkName.Fulu);
        var production = Begin(proposal, out var ask, out var build);
        var bid = Bid(proposal, 900, mark: 3);
        var header = bid.Message.Header with { ParentHash = new Hash32([9, .. new byte[31]]) };
        var wrong = SignedBid(proposal, bid.Message with { Header = header });
        Give(
            production,
            ask,
            build,
            [new OfferedHeader(wrong, Endpoint(Url), null), new OfferedHeader(Bid(proposal, 800), Endpoint("http://two"), null)],
            proposal);
        Assert.Equal(["http://two"], Expect<BlindedBlockProduced>().BuilderUrls);
        Assert.Single(Why(production, proposal).Drafts);
    }

    [Fact]
    public void WhoTakesNoBlindedBlocksOrPrefersItsOwnAsksNobody()
    {
        var proposal = Base(ForkName.Fulu);
        foreach (var ask in (ProduceBlock[])
            [new ProduceBlock(9, proposal.Slot, Reveal(proposal)),
                new ProduceBlock(9, proposal.Slot, Reveal(proposal)) { TakesBlinded = true, BoostFactor = 0 }])
        {
            var production = Start(proposal, table: Table());
            Sys.EventStream.Publish(new ChainViewChanged(TestViews.On(proposal)));
            production.Tell(ask, TestActor);
            Expect<ForkchoiceUpdated>();
            Expect<PackForBlock>();
            Sys.Stop(production);
            for (var pool = 0; pool < 4; pool++)
            {
                Expect<PackForBlock>();
            }
        }
    }

    private ProposerTable Table() => Proposers with
    {
        Defaults = Proposers.Defaults with
        {
            Builders = Proposers.Defaults.Builders with { Builders = [Endpoint(Url)] },
        },
    };

    private IActorRef Begin(ProposalBase proposal, out AskHeaders ask, out ForkchoiceUpdated build)
    {
        var production = Start(proposal, table: Table());
        Sys.EventStream.Publish(new ChainViewChanged(TestViews.On(proposal)));
        production.Tell(new ProduceBlock(9, proposal.Slot, Reveal(proposal)) { TakesBlinded = true }, TestActor);
        ask = Expect<AskHeaders>();
        build = Expect<ForkchoiceUpdated>();
        for (var pool = 0; pool < 5; pool++)
        {
            Expect<PackForBlock>();
        }

        return production;
    }

    private void Give(
        IActorRef production,
        AskHeaders ask,
        ForkchoiceUpdated build,
        IReadOnlyList<OfferedHeader> offered,
        ProposalBase proposal,
        ulong own = 0)
    {
        IReadOnlyList<SilentBuilder> silent = offered.Count == 0 ? [new SilentBuilder(Url, "it has none")] : [];
        production.Tell(new HeadersOfBuilders(ask.RequestId, offered, silent));
        GiveRest(production, ask.RequestId, build, proposal, own);
    }

    private void GiveRest(IActorRef production, ulong id, ForkchoiceUpdated build, ProposalBase proposal, ulong own)
    {
        GiveParts(production, id, proposal);
        production.Tell(new ForkchoiceUpdatedResult(build.RequestId, EngineVerdict.Valid, new Bytes8([1, 2, 3, 4, 5, 6, 7, 8]), null));
        Settle(production);
        Scheduler.Advance(SlotTime / 20);
        Assert.Equal(id, Expect<GetPayload>().RequestId);
        var value = (UInt256)new System.Numerics.BigInteger(own * 500);
        production.Tell(new PayloadBuilt(id, Payload(proposal, mark: 9), value, BuiltBlobs.None, null, null));
    }

    private static void GiveParts(IActorRef production, ulong id, ProposalBase proposal)
    {
        production.Tell(new PackedSyncAggregate(id, SyncCommittees.EmptyAggregate(proposal.State.Preset)));
        production.Tell(new PackedOperations(id, [], [], [], []));
        production.Tell(new PackedAttestations(id, []));
    }

    private ProposalRecord Why(IActorRef production, ProposalBase proposal)
    {
        production.Tell(new GetProposalWhy(proposal.Slot), TestActor);
        return Assert.Single(FishForMessage<ProposalWhy>(static _ => true, TimeSpan.FromSeconds(30)).Records);
    }
}
