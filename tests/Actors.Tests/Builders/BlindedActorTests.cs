using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Consensoor.Actors.Builders;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Builders;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Xunit;
using static Consensoor.Actors.Tests.Builders.BlindedStates;

namespace Consensoor.Actors.Tests.Builders;

/// <summary>
/// Builders that are asked for headers, given blinded blocks and registrations, in electra and fulu. The test stands for them; the time is
/// its own.
/// </summary>
public sealed class BlindedActorTests() : PatientKit(NodeConfig.Layered(ConfigurationFactory.ParseString(
    "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")))
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ProposalBase Fulu = Base(ForkName.Fulu);
    private readonly BuildersStub _builders = new();

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Theory]
    [InlineData(ForkName.Electra)]
    [InlineData(ForkName.Fulu)]
    public void EachBuilderIsAskedOnceAndItsHeaderIsOffered(ForkName fork)
    {
        var proposal = Base(fork);
        var asked = new List<HeaderRequest>();
        _builders.Header = request =>
        {
            lock (asked)
            {
                asked.Add(request);
            }

            return Task.FromResult(request.Url == "http://one"
                ? new HeaderAnswer(Bid(proposal), null)
                : new HeaderAnswer(null, "the builder has no header"));
        };
        var ask = Ask(proposal, Scheduler.Now + TimeSpan.FromSeconds(1), Endpoint("http://one"), Endpoint("http://two"));
        Start(proposal).Tell(ask, TestActor);
        var headers = Expect<HeadersOfBuilders>();
        var offer = Assert.Single(headers.Offered);
        Assert.Equal((3UL, Bid(proposal), null, "http://one"), (headers.RequestId, offer.Bid, offer.Refusal, offer.Builder.Url));
        Assert.Equal([new SilentBuilder("http://two", "the builder has no header")], headers.Silent);
        Assert.Equal(["http://one", "http://two"], asked.Select(static one => one.Url).Order(StringComparer.Ordinal));
        Assert.All(asked, one => Assert.Equal(
            (proposal.Slot, proposal.State.LatestExecutionPayloadHeader.BlockHash, ask.Proposer),
            (one.Slot, one.ParentHash, one.Proposer)));
    }

    public static TheoryData<string, string> WhatIsRefused => new()
    {
        { "parent", "parent_hash" },
        { "randao", "prev_randao" },
        { "time", "timestamp" },
        { "number", "block_number" },
        { "withdrawals", "withdrawals_root" },
        { "gas", "is_gas_limit_target_compatible" },
        { "blobs", "blob_kzg_commitments" },
        { "signature", "verify_bid_signature" },
        { "value", "verify_bid_signature" },
        { "no-key", "verify_bid_signature" },
        { "another", "builder_pubkeys" },
    };

    [Theory]
    [MemberData(nameof(WhatIsRefused))]
    public void AHeaderThatDoesNotHoldIsOfferedWithWhatIsAgainstIt(string wrong, string function)
    {
        var good = Bid(Fulu);
        var header = good.Message.Header;
        SignedBuilderBid With(ExecutionPayloadHeader other) => SignedBid(Fulu, good.Message with { Header = other });
        _builders.Header = _ => Task.FromResult(new HeaderAnswer(
            wrong switch
            {
                "parent" => With(header with { ParentHash = new Hash32([9, .. new byte[31]]) }),
                "randao" => With(header with { PrevRandao = new Bytes32([9, .. new byte[31]]) }),
                "time" => With(header with { Timestamp = header.Timestamp + 1 }),
                "number" => With(header with { BlockNumber = header.BlockNumber + 1 }),
                "withdrawals" => With(header with { WithdrawalsRoot = new Root([9, .. new byte[31]]) }),
                "gas" => With(header with { GasLimit = header.GasLimit + 1 }),
                "blobs" => SignedBid(Fulu, good.Message with { BlobKzgCommitments = [.. Enumerable.Repeat(default(KZGCommitment), 100)] }),
                "signature" => good with { Signature = Bid(Fulu, 78).Signature },
                "value" => good with { Message = good.Message with { Value = Bid(Fulu, 78).Message.Value } },
                "no-key" => SignedBid(Fulu, good.Message with { Pubkey = default }),
                _ => good,
            },
            null));
        var builder = Endpoint("http://one") with
        {
            BuilderPubkeys = wrong == "another" ? [Fulu.State.Validators[0].Pubkey] : [],
        };
        Start(Fulu).Tell(Ask(Fulu, Scheduler.Now + TimeSpan.FromSeconds(1), builder), TestActor);
        Assert.Equal(function, Assert.Single(Expect<HeadersOfBuilders>().Offered).Refusal?.Function);
    }

    [Fact]
    public void WhoFailsOrCannotBeAskedCostsNobodyElseItsHeader()
    {
        _builders.Header = static request => request.Url == "http://failing"
            ? Task.FromException<HeaderAnswer>(new InvalidOperationException("it broke"))
            : Task.FromResult(new HeaderAnswer(Bid(Fulu), null));
        var none = Endpoint("ftp://none") with { Obstacle = "no URL" };
        var by = Scheduler.Now + TimeSpan.FromSeconds(1);
        Start(Fulu).Tell(Ask(Fulu, by, Endpoint("http://failing"), none, Endpoint("http://good")), TestActor);
        var headers = Expect<HeadersOfBuilders>();
        Assert.Equal("http://good", Assert.Single(headers.Offered).Builder.Url);
        Assert.Equal(
            ["asking it failed: it broke", "no URL"], headers.Silent.Select(static one => one.Reason).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WhoIsLateHasNoHeaderAndIsHeardNoMore()
    {
        var late = new TaskCompletionSource<HeaderAnswer>();
        _builders.Header = _ => late.Task;
        var actor = Start(Fulu);
        var by = Scheduler.Now + TimeSpan.FromSeconds(1);
        actor.Tell(Ask(Fulu, by, Endpoint("http://late")), TestActor);
        Settle(actor);
        Scheduler.Advance(TimeSpan.FromSeconds(1));
        var headers = Expect<HeadersOfBuilders>();
        Assert.Empty(headers.Offered);
        Assert.Equal([new SilentBuilder("http://late", "it did not answer in time")], headers.Silent);
        late.SetResult(new HeaderAnswer(Bid(Fulu), null));
        Settle(actor);
        actor.Tell(Ask(Fulu, by, Endpoint("http://late")), TestActor);
        Assert.Contains("no time left", Assert.Single(Expect<HeadersOfBuilders>().Silent).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void SoManyBlocksMayWaitForHeadersAndNoMore()
    {
        _builders.Header = static _ => new TaskCompletionSource<HeaderAnswer>().Task;
        var actor = Start(Fulu);
        for (var i = 0; i <= BuilderApiActor.MaxAsks; i++)
        {
            actor.Tell(Ask(Fulu, Scheduler.Now + TimeSpan.FromSeconds(1), Endpoint("http://one")), TestActor);
        }

        Assert.Contains("wait for headers", Assert.Single(Expect<HeadersOfBuilders>().Silent).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void APayloadOfTheHeaderMakesTheBlockWhole()
    {
        var electra = Base(ForkName.Electra);
        var blinded = Blinded(electra);
        _builders.Blinded = (_, block) => Task.FromResult(new BlindedAnswer(
            block == blinded ? Payload(electra) : null, BuiltBlobs.None, null));
        Submit(Start(electra), blinded);
        var submitted = Expect<BlindedBlockSubmitted>();
        Assert.Equal((5UL, (string?)null), (submitted.RequestId, submitted.Problem));
        Assert.Equal(Payload(electra), submitted.Block!.Message.Body.ExecutionPayload);
        Assert.Equal(blinded.Signature, submitted.Block.Signature);
        Assert.Equal(
            blinded.Message.HashTreeRoot(electra.State.Ssz), submitted.Block.Message.HashTreeRoot(electra.State.Ssz));
        Assert.Equal(Payload(electra), submitted.Payload!.Payload);
    }

    public static TheoryData<string, string> WhatIsNoPayload => new()
    {
        { "another", "is not that of the header" },
        { "transactions", "is not that of the header" },
        { "commitments", "blobs of other commitments" },
        { "proofs", "0 blobs and 1 proofs" },
        { "refused", "the slot is over" },
        { "fails", "giving it failed: it broke" },
    };

    [Theory]
    [MemberData(nameof(WhatIsNoPayload))]
    public void WhatTheBuilderShowsHasToBeWhatTheBlockPromises(string wrong, string problem)
    {
        Sys.EventStream.Subscribe(TestActor, typeof(BlockGivenToBuilder));
        var good = Payload(Fulu);
        _builders.Blinded = (_, _) => wrong switch
        {
            "another" => Shows(Payload(Fulu, mark: 2), BuiltBlobs.None),
            "transactions" => Shows(good with { Transactions = [] }, BuiltBlobs.None),
            "commitments" => Shows(good, new BuiltBlobs([default], [], [])),
            "proofs" => Shows(good, new BuiltBlobs([], [default], [])),
            "refused" => Task.FromResult(new BlindedAnswer(null, null, "the slot is over")),
            _ => Task.FromException<BlindedAnswer>(new InvalidOperationException("it broke")),
        };
        Submit(Start(Fulu), Blinded(Fulu));
        var submitted = Expect<BlindedBlockSubmitted>();
        Assert.Null(submitted.Block);
        Assert.Contains(problem, submitted.Problem, StringComparison.Ordinal);
        Assert.Equal(submitted.Problem, $"one: {Expect<BlockGivenToBuilder>().Problem}");

        static Task<BlindedAnswer> Shows(ExecutionPayload payload, BuiltBlobs blobs) =>
            Task.FromResult(new BlindedAnswer(payload, blobs, null));
    }

    [Fact]
    public void ABlockThatTheBuilderPublishesHasNoPayloadHere()
    {
        Submit(Start(Fulu), Blinded(Fulu));
        Assert.Equal(new BlindedBlockSubmitted(5, null, null, null), Expect<BlindedBlockSubmitted>());
    }

    [Fact]
    public void SoManyBlindedBlocksAreUnderWayAndNoMoreAndNoneIsGivenTooLate()
    {
        _builders.Blinded = static (_, _) => new TaskCompletionSource<BlindedAnswer>().Task;
        var actor = Start(Fulu);
        for (var i = 0; i <= BuilderApiActor.MaxGifts; i++)
        {
            Submit(actor, Blinded(Fulu));
        }

        Assert.Contains("are on their way", Expect<BlindedBlockSubmitted>().Problem, StringComparison.Ordinal);
        actor.Tell(new SubmitBlindedBlock(5, ["http://one"], Blinded(Fulu), Scheduler.Now), TestActor);
        Assert.Contains("no time left", Expect<BlindedBlockSubmitted>().Problem, StringComparison.Ordinal);
        Submit(Sys.ActorOf(BuilderApiActor.Props(null, Fulu.State.Spec, ManagedBls.Shared, TestActor)), Blinded(Fulu));
        Assert.Contains("speaks to no builders", Expect<BlindedBlockSubmitted>().Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void RegistrationsGoInBoundedPartsSomeAtATimeAndWhatIsTooMuchIsSaid()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(RegisteredWithBuilder));
        _builders.Registering = new TaskCompletionSource<string?>();
        var actor = Start(Fulu);
        var one = new SignedValidatorRegistrationV1();
        var parts = BuilderApiActor.MaxRegistering + BuilderApiActor.MaxWaitingRegistrations;
        var some = Enumerable.Repeat(one, (BuilderApiActor.RegistrationsAtOnce * BuilderApiActor.MaxRegistering) + 1).ToArray();
        actor.Tell(new RegisterWithBuilder("http://one", some));
        Settle(actor);
        Assert.Equal(BuilderApiActor.MaxRegistering, _builders.Registered.Count);
        Assert.All(_builders.Registered, static sent => Assert.Equal(BuilderApiActor.RegistrationsAtOnce, sent.Registrations.Count));
        for (var i = BuilderApiActor.MaxRegistering + 1; i < parts; i++)
        {
            actor.Tell(new RegisterWithBuilder("http://two", [one]));
        }

        actor.Tell(new RegisterWithBuilder("http://three", [one]));
        var dropped = Expect<RegisteredWithBuilder>();
        Assert.Equal("http://three", dropped.Url);
        Assert.Contains("wait already", dropped.Problem, StringComparison.Ordinal);
        _builders.Registering.SetResult(null);
        for (var i = 0; i < parts; i++)
        {
            Assert.Null(Expect<RegisteredWithBuilder>().Problem);
        }
    }

    [Fact]
    public void PreferencesGoAsTheyAreSignedAndEachIsAnsweredByItsPlace()
    {
        _builders.Preferring = static url => Task.FromResult(url == "http://bad" ? "it is too late" : null);
        var actor = Start(Fulu);
        BuilderPreference One(string url) => new(
            url, Pubkey, 77, ByteList.Create("ab"u8), new BLSSignature([5, .. new byte[95]]), ulong.MaxValue);
        var by = Scheduler.Now + TimeSpan.FromSeconds(1);
        actor.Tell(new TellBuilderPreferences(6, [One("http://one"), One("http://bad"), One("http://two")], by), TestActor);
        Assert.Equal([null, "it is too late", null], Expect<BuilderPreferencesTold>().Problems);
        var (_, proposer, request) = _builders.Preferred.First();
        var auth = request.Auth;
        Assert.Equal(
            (Pubkey, 77UL, ByteList.Create("ab"u8), new BLSSignature([5, .. new byte[95]]), ulong.MaxValue),
            (proposer, auth.Message.Slot, auth.Message.Data, auth.Signature, request.Preferences.MaxExecutionPayment));
        actor.Tell(new TellBuilderPreferences(6, [One("http://one")], Scheduler.Now), TestActor);
        Assert.Contains("no time left", Assert.Single(Expect<BuilderPreferencesTold>().Problems), StringComparison.Ordinal);
        actor.Tell(new TellBuilderPreferences(6, [], Scheduler.Now), TestActor);
        Assert.Empty(Expect<BuilderPreferencesTold>().Problems);
    }

    [Fact]
    public void SoManyPreferencesAreUnderWayAndWait()
    {
        var open = new TaskCompletionSource<string?>();
        _builders.Preferring = _ => open.Task;
        var actor = Start(Fulu);
        var one = new BuilderPreference("http://one", Pubkey, 77, ByteList.Empty, default, 0);
        var most = BuilderApiActor.MaxPreferring + BuilderApiActor.MaxWaitingPreferences;
        var by = Scheduler.Now + TimeSpan.FromSeconds(1);
        actor.Tell(new TellBuilderPreferences(1, [.. Enumerable.Repeat(one, BuilderApiActor.MaxPreferring)], by), TestActor);
        Settle(actor);
        Assert.Equal(BuilderApiActor.MaxPreferring, _builders.Preferred.Count);
        actor.Tell(new TellBuilderPreferences(2, [.. Enumerable.Repeat(one, BuilderApiActor.MaxWaitingPreferences)], by), TestActor);
        actor.Tell(new TellBuilderPreferences(3, [one], by), TestActor);
        var refused = Expect<BuilderPreferencesTold>();
        Assert.Equal(3UL, refused.RequestId);
        Assert.Contains("wait already", Assert.Single(refused.Problems), StringComparison.Ordinal);
        open.SetResult(null);
        Assert.All(Expect<BuilderPreferencesTold>().Problems, Assert.Null);
        Assert.All(Expect<BuilderPreferencesTold>().Problems, Assert.Null);
        Assert.Equal(most, _builders.Preferred.Count);
    }

    private IActorRef Start(ProposalBase proposal) =>
        Sys.ActorOf(BuilderApiActor.Props(_builders, proposal.State.Spec, ManagedBls.Shared, TestActor));

    private void Submit(IActorRef actor, SignedBlindedBeaconBlock block) =>
        actor.Tell(new SubmitBlindedBlock(5, ["http://one"], block, Scheduler.Now + TimeSpan.FromSeconds(1)), TestActor);

    private void Settle(IActorRef actor)
    {
        actor.Tell(new Identify(0), TestActor);
        Expect<ActorIdentity>();
    }

    private T Expect<T>() => ExpectMsg<T>(Patience);
}
