using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Consensoor.Actors.Builders;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Builders;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Actors.Tests.Builders;

/// <summary>Builders that are asked for bids, and given blocks. The test stands for signing and builders; the time is its own.</summary>
public sealed class BuilderApiActorTests() : PatientKit(NodeConfig.Layered(ConfigurationFactory.ParseString(
    "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")))
{
    private const ulong GasLimit = 60_000_000;
    private static readonly ProposalBase Base = BuilderStates.BaseWith(builders: 2);
    private static readonly BLSPubkey Proposer = Base.State.Validators[Accessors.GetBeaconProposerIndex(Base.State)].Pubkey;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly BuildersStub _builders = new();

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void EachBuilderIsAskedWithASignatureOfTheProposerAndItsBidIsOffered()
    {
        var actor = Start();
        Ask(actor, [Endpoint("http://one"), Endpoint("http://two")]);
        var sign = Expect<Sign>();
        var asked = Assert.IsType<ToSign.Other>(sign.Messages[1]);
        var auth = new BuilderRequestAuth { Data = Endpoint("http://two").AuthData, Slot = Base.Slot };
        Assert.Equal(Proposer, asked.Pubkey);
        Assert.Equal(
            Misc.ComputeSigningRoot(auth, Misc.ComputeDomain(Base.State.Config, DomainType.Parse("0x0B000001")), Base.State.Ssz),
            Misc.ComputeSigningRoot(asked.ObjectRoot, asked.Domain));
        Answer(actor, sign);
        var requests = _builders.Next(2);
        Assert.All(requests, request => Assert.Equal(
            (Base.Slot, Base.State.LatestBlockHash, Base.ParentRoot, Proposer),
            (request.Slot, request.ParentHash, request.ParentRoot, request.Proposer)));
        Assert.Equal(auth, requests[1].Auth.Message);
        _builders.Answer("http://two", new BidAnswer(BidOf(1), null));
        _builders.Answer("http://one", new BidAnswer(null, "the builder has no bid"));
        var bids = Expect<BidsOfBuilders>();
        var offer = Assert.Single(bids.Offered);
        Assert.Equal((BidOf(1), null, "http://two"), (offer.Bid, offer.Refusal, offer.Builder!.Url));
        Assert.Equal([new SilentBuilder("http://one", "the builder has no bid")], bids.Silent);
    }

    public static TheoryData<string, string> WhatIsRefused => new()
    {
        { "slot", "bid.Slot" },
        { "parent", "ParentBlockHash" },
        { "randao", "PrevRandao" },
        { "signature", "VerifyExecutionPayloadBidSignature" },
        { "value", "CanBuilderCoverBid" },
        { "self-build", "there is no builder" },
        { "unknown", "there is no builder" },
        { "another", "not wanted" },
    };

    [Theory]
    [MemberData(nameof(WhatIsRefused))]
    public void ABidThatDoesNotHoldIsOfferedWithWhatIsAgainstIt(string wrong, string problem)
    {
        var actor = Start();
        Ask(actor, [Endpoint("http://one") with { BuilderPubkeys = wrong == "another" ? [Base.State.Builders[1].Pubkey] : [] }]);
        Answer(actor, Expect<Sign>());
        _builders.Next(1);
        var good = BidOf(0);
        _builders.Answer("http://one", new BidAnswer(
            wrong switch
            {
                "slot" => Signed(good.Message with { Slot = Base.Slot + 1 }, 0),
                "parent" => Signed(good.Message with { ParentBlockHash = new Hash32([9, .. new byte[31]]) }, 0),
                "randao" => Signed(good.Message with { PrevRandao = new Bytes32([9, .. new byte[31]]) }, 0),
                "signature" => Signed(good.Message, 1),
                "value" => Signed(good.Message with { Value = 2 * BuilderStates.Balance }, 0),
                "self-build" => new SignedExecutionPayloadBid
                {
                    Message = good.Message with { BuilderIndex = Constants.BuilderIndexSelfBuild, Value = 0 },
                    Signature = Constants.G2PointAtInfinity,
                },
                "unknown" => Signed(good.Message with { BuilderIndex = 2 }, 0),
                _ => good,
            },
            null));
        Assert.Contains(problem, Assert.Single(Expect<BidsOfBuilders>().Offered).Refusal!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TheGasLimitIsJudgedWhereThisNodeKnowsWhatTheProposerMovesTowards()
    {
        var bid = Signed(BidOf(0).Message with { GasLimit = ulong.MaxValue }, 0);
        var ask = new AskBuilders(3, Base with { BuildOnFull = true }, Proposer, GasLimit, [], default);
        string? Refused(BuilderEndpoint builder) => BuilderBids.Offer(
            BuilderBids.StateOf(Base), ask, builder, bid, new ImmediateVerifier(ManagedBls.Shared)).Refusal?.Function;
        Assert.Equal("is_gas_limit_target_compatible", Refused(Endpoint("http://one")));
        Assert.NotEqual("is_gas_limit_target_compatible", Refused(Endpoint("http://one") with { Signature = default(BLSSignature) }));
    }

    [Fact]
    public void WhoIsLateHasNoBidAndIsHeardNoMore()
    {
        var actor = Start();
        Ask(actor, [Endpoint("http://one"), Endpoint("http://two")]);
        var sign = Expect<Sign>();
        actor.Tell(new Signed(sign.RequestId, [new SigningOutcome(null, "no"), new SigningOutcome(default(BLSSignature), null)]));
        _builders.Next(1);
        Settle(actor);
        Scheduler.Advance(TimeSpan.FromSeconds(1));
        var bids = Expect<BidsOfBuilders>();
        Assert.Empty(bids.Offered);
        Assert.Equal(
            [
                new SilentBuilder("http://one", "the request was not signed: no"),
                new SilentBuilder("http://two", "it did not answer in time"),
            ],
            bids.Silent);
        _builders.Answer("http://two", new BidAnswer(BidOf(1), null));
        Settle(actor);
    }

    [Fact]
    public void ASignatureIsWaitedForAsLongAsASlotAndNoLonger()
    {
        var actor = Start();
        Ask(actor, [Endpoint("http://one")]);
        Expect<Sign>();
        actor.Tell(new SlotStarted(Base.Slot, 0, Scheduler.Now));
        Settle(actor);
        actor.Tell(new SlotStarted(Base.Slot + 1, 0, Scheduler.Now));
        Assert.Contains("signing did not answer", Assert.Single(Expect<BidsOfBuilders>().Silent).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void WhoseKeyDoesNotSignHereAsksNobody()
    {
        var actor = Start();
        Ask(actor, [Endpoint("http://one")]);
        var sign = Expect<Sign>();
        actor.Tell(new Signed(sign.RequestId, [new SigningOutcome(null, "the key is not here")]));
        Assert.Contains("the key is not here", Assert.Single(Expect<BidsOfBuilders>().Silent).Reason, StringComparison.Ordinal);
        Assert.Empty(_builders.Next(0));
    }

    [Fact]
    public void WhoHasSignedElsewhereIsForwardedAsItIs()
    {
        var actor = Start();
        var signature = new BLSSignature([3, .. new byte[95]]);
        Ask(actor, [Endpoint("http://one") with { Signature = signature }, Endpoint("http://two")]);
        Assert.Single(Expect<Sign>().Messages);
        var request = Assert.Single(_builders.Next(1));
        Assert.Equal(("http://one", signature), (request.Url, request.Auth.Signature));
    }

    [Fact]
    public void WhoCannotBeAskedCostsNobodyElseItsBid()
    {
        var actor = Start();
        Ask(actor, [Endpoint("ftp://none") with { Obstacle = "no URL" }, Endpoint("http://two")]);
        var sign = Expect<Sign>();
        Assert.Single(sign.Messages);
        Answer(actor, sign);
        Assert.Equal("http://two", Assert.Single(_builders.Next(1)).Url);
        _builders.Answer("http://two", new BidAnswer(BidOf(1), null));
        var bids = Expect<BidsOfBuilders>();
        Assert.Equal([new SilentBuilder("ftp://none", "no URL")], bids.Silent);
        Assert.Single(bids.Offered);
        Ask(actor, [Endpoint("ftp://none") with { Obstacle = "no URL" }]);
        Assert.Single(Expect<BidsOfBuilders>().Silent);
    }

    [Fact]
    public void SoManyBlocksMayWaitForBidsAndNoMore()
    {
        var actor = Start();
        for (var i = 0; i < BuilderApiActor.MaxAsks; i++)
        {
            Ask(actor, [Endpoint("http://one")]);
            Expect<Sign>();
        }

        Ask(actor, [Endpoint("http://one")]);
        Assert.Single(Expect<BidsOfBuilders>().Silent);
    }

    [Fact]
    public void ABuilderIsGivenTheBlockAndWhatBecomesOfItIsSaid()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(BlockGivenToBuilder));
        var actor = Start();
        var block = SignedBeaconBlock.Default(Base.State.Ssz);
        actor.Tell(new GiveToBuilder("http://one", block));
        Assert.Equal(new BlockGivenToBuilder("http://one", 0, "it is another's bid"), Expect<BlockGivenToBuilder>());
    }

    [Fact]
    public void ARestartLetsNoMoreBlocksBeOnTheirWayThanBefore()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(BlockGivenToBuilder));
        var actor = Sys.ActorOf(Props.Create(() => new Restarter(
            BuilderApiActor.Props(_builders, Base.State.Spec, ManagedBls.Shared, TestActor))));
        _builders.Given = new TaskCompletionSource<string?>();
        Give(BuilderApiActor.MaxGifts);
        actor.Tell("fail");
        Ask(actor, [Endpoint("http://one")]);
        Expect<Sign>();
        _builders.Given.SetResult("it is another's bid");
        for (var i = 0; i < BuilderApiActor.MaxGifts; i++)
        {
            Assert.Equal("it is another's bid", Expect<BlockGivenToBuilder>().Problem);
        }

        _builders.Given = new TaskCompletionSource<string?>();
        Give(BuilderApiActor.MaxGifts + 1);
        Assert.Contains("are on their way", Expect<BlockGivenToBuilder>().Problem, StringComparison.Ordinal);

        void Give(int count)
        {
            for (var i = 0; i < count; i++)
            {
                actor.Tell(new GiveToBuilder("http://one", SignedBeaconBlock.Default(Base.State.Ssz)));
            }
        }
    }

    [Fact]
    public void ANodeThatAsksNobodySaysSo()
    {
        var actor = Sys.ActorOf(BuilderApiActor.Props(null, Base.State.Spec, ManagedBls.Shared, TestActor));
        Ask(actor, [Endpoint("http://one")]);
        Assert.Single(Expect<BidsOfBuilders>().Silent);
    }

    private static BuilderEndpoint Endpoint(string url) => new(url, ByteList.Create("host"u8), [], 0, 0, 100);

    private static SignedExecutionPayloadBid BidOf(int builder)
    {
        var (bid, _) = BidMaking.Make(
            Base, BuilderStates.Built(Base), BuilderStates.BuilderOf(Base, builder), BuilderStates.Preferences(Base), 9);
        return Signed(bid!, builder);
    }

    private static SignedExecutionPayloadBid Signed(ExecutionPayloadBid bid, int key)
    {
        var secret = InteropGenesis.SecretKeys(64 + key, 1)[0];
        return new SignedExecutionPayloadBid
        {
            Message = bid,
            Signature = Building.GetExecutionPayloadBidSignature(
                Base.State, bid, root => ManagedBls.Shared.Sign(secret, root.AsSpan())!.Value),
        };
    }

    private static void Answer(IActorRef actor, Sign sign) => actor.Tell(
        new Signed(sign.RequestId, [.. sign.Messages.Select(static _ => new SigningOutcome(default(BLSSignature), null))]));

    private IActorRef Start() => Sys.ActorOf(BuilderApiActor.Props(_builders, Base.State.Spec, ManagedBls.Shared, TestActor));

    private void Ask(IActorRef actor, IReadOnlyList<BuilderEndpoint> builders) =>
        actor.Tell(new AskBuilders(3, Base, Proposer, GasLimit, builders, Scheduler.Now + TimeSpan.FromSeconds(1)), TestActor);

    private void Settle(IActorRef actor)
    {
        actor.Tell(new Identify(0), TestActor);
        Expect<ActorIdentity>();
    }

    private T Expect<T>() => ExpectMsg<T>(Patience);
}
