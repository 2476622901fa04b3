using System.Net;
using System.Text;
using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Api;
using Consensoor.Actors.Tests.Validators;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Xunit;
using static Consensoor.Actors.Tests.Api.ApiBodies;

namespace Consensoor.Actors.Tests.Api;

/// <summary>
/// What callers publish over HTTP: to whom it goes, on which subnets, what is refused before it goes anywhere, and what they are answered.
/// </summary>
public sealed class PublishRouteTests : PatientKit
{
    private const Slot Present = 60;
    private const string Votes = "/eth/v2/beacon/pool/attestations", Sync = "/eth/v1/beacon/pool/sync_committees";
    private const string Exits = "/eth/v1/beacon/pool/voluntary_exits", Blocks = "/eth/v2/beacon/blocks";
    private const string Envelopes = "/eth/v1/beacon/execution_payload_envelopes";

    private static readonly ChainSpec Spec = PlannedChain.Spec;
    private static readonly ChainView View = MakeView();
    private readonly List<Publish> _published = [];
    private readonly List<PublishAndImport> _imports = [];
    private readonly TestProbe _publisher;
    private Func<Publish, Published> _verdict = static publish => new Published(publish.Message, GossipDecision.Accept, null);
    private PublicationEnd _end = PublicationEnd.Integrated;
    private string? _overload;

    public PublishRouteTests()
    {
        _publisher = CreateTestProbe();
        _publisher.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            if (message is PublishTogether together)
            {
                _published.AddRange(together.Messages);
                sender.Tell(new PublishedTogether([.. together.Messages.Select(_verdict)]) { Overload = _overload }, _publisher);
            }
            else
            {
                _imports.Add((PublishAndImport)message);
                sender.Tell(new PublicationEnded(_imports[^1].Root, _end, "a reason"), _publisher);
            }

            return AutoPilot.KeepRunning;
        }));
    }

    [Fact]
    public async Task VotesGoToTheSubnetsOfTheirCommitteesAndWhatFailsIsToldByItsPlace()
    {
        await using var server = await Start();
        SingleAttestation[] votes = [Vote(Present, 0), Vote(Present - 1, 0), Vote(Present, 64), Vote(Present - 30, 0), Vote(Present, 0, 9)];
        _verdict = publish => publish.Message is SingleAttestation { AttesterIndex: 9 }
            ? new Published(publish.Message, GossipDecision.Reject, "no signature")
            : new Published(publish.Message, GossipDecision.Accept, null);
        var answer = await server.Ask("POST", Votes, Json(votes), HttpStatusCode.BadRequest, "gloas");
        Assert.Equal(
            [2, 3, 4], answer.GetProperty("failures").EnumerateArray().Select(static failure => failure.GetProperty("index").GetInt32()));
        Assert.Equal("no signature (Reject)", answer.GetProperty("failures")[2].GetProperty("message").GetString());
        var committees = Accessors.GetCommitteeCountPerSlot(View.HeadState, Present / 8);
        Assert.Equal(
            [Subnet(committees, Present), Subnet(committees, Present - 1), Subnet(committees, Present)],
            _published.Select(static publish => publish.Subnet));

        // The same in SSZ.
        _published.Clear();
        using var ssz = Ssz([.. votes[..2].SelectMany(vote => vote.ToSsz(Gloas))]);
        using var accepted = await server.Send("POST", Votes, ssz, "gloas");
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        Assert.Equal(votes[..2], _published.Select(static publish => publish.Message));

        static ulong? Subnet(ulong committees, Slot slot) => Attesting.ComputeSubnetForAttestation(Spec, committees, slot, 0);
    }

    [Fact]
    public async Task WhatWasOnTheNetworkBeforeHasNotFailed()
    {
        await using var server = await Start();
        _verdict = static publish => new Published(publish.Message, GossipDecision.Ignore, "already seen") { WasSeen = true };
        await server.Ask("POST", Votes, Json([Vote(Present, 0)]), HttpStatusCode.OK, "gloas");
        const string Aggregates = "/eth/v2/validator/aggregate_and_proofs";
        var aggregate = SignedAggregateAndProof.Default(Gloas);
        _verdict = static publish => new Published(publish.Message, GossipDecision.Ignore, "covered") { IsCovered = true };
        await server.Ask("POST", Aggregates, Json([aggregate]), HttpStatusCode.OK, "gloas");

        // Another aggregate of its aggregator says nothing of the votes in this one.
        _verdict = static publish => new Published(
            publish.Message, GossipDecision.Ignore, "already seen aggregate for this epoch and aggregator");
        await server.Ask("POST", Aggregates, Json([aggregate]), HttpStatusCode.BadRequest, "gloas");
        await server.Ask("POST", Votes, Json([Vote(Present, 0)]), HttpStatusCode.BadRequest, "gloas");
        await server.Ask("POST", Exits, Json(SignedVoluntaryExit.Default(Gloas)), HttpStatusCode.BadRequest);
    }

    /// <summary>What nobody looked at is no fault of the caller's: it may be given again, here or to another node.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatNobodyJudgedIsUnavailable(bool wasSeen)
    {
        await using var server = await Start();
        _verdict = publish => publish.Message is SingleAttestation { AttesterIndex: 9 }
            ? new Published(publish.Message, GossipDecision.Reject, "no signature")
            : new Published(publish.Message, GossipDecision.Ignore, "the lane is full") { IsJudged = false, WasSeen = wasSeen };
        var unjudged = await server.Ask("POST", Votes, Json([Vote(Present, 0)]), HttpStatusCode.ServiceUnavailable, "gloas");
        Assert.Contains("the lane is full", unjudged.GetProperty("message").GetString()!, StringComparison.Ordinal);
        await server.Ask("POST", Exits, Json(SignedVoluntaryExit.Default(Gloas)), HttpStatusCode.ServiceUnavailable);

        // Where some of a list is at fault, each is told.
        var mixed = await server.Ask(
            "POST", Votes, Json([Vote(Present, 0), Vote(Present, 0, 9)]), HttpStatusCode.BadRequest, "gloas");
        Assert.Equal(2, mixed.GetProperty("failures").GetArrayLength());
        mixed = await server.Ask("POST", Votes, Json([Vote(Present, 0), Vote(Present, 64)]), HttpStatusCode.BadRequest, "gloas");
        Assert.Equal(2, mixed.GetProperty("failures").GetArrayLength());
    }

    [Fact]
    public async Task SignaturesOfTheSyncCommitteeGoToEachSubnetOfTheirSeats()
    {
        await using var server = await Start();
        var state = View.HeadState;
        var committee = state.CurrentSyncCommittee;
        var members = Enumerable.Range(0, 64)
            .Select(index => (Index: (ulong)index, Seats: SyncCommittees.PositionsIn(committee, state.Validators[index].Pubkey)))
            .ToList();
        var seated = members.Where(static member => member.Seats.Count > 0).ToList();
        await server.Ask("POST", Sync, Json([.. seated.Select(static member => Message(member.Index))]));
        Assert.Equal(
            seated.SelectMany(static member => member.Seats.Select(static seat => (ulong?)(seat / 8)).Distinct()
                .Select(subnet => (member.Index, subnet))).Order(),
            _published.Select(static publish => (((SyncCommitteeMessage)publish.Message).ValidatorIndex, publish.Subnet)).Order());
        var distinct = _published.Select(static publish => publish.Message).Distinct(ReferenceEqualityComparer.Instance);
        Assert.Equal(_published.Count, distinct.Count());

        var strangers = members.Where(static member => member.Seats.Count == 0).Select(static member => member.Index).Append(64UL).ToList();
        _published.Clear();
        var answer = await server.Ask("POST", Sync, Json([.. strangers.Select(Message)]), HttpStatusCode.BadRequest);
        Assert.Equal(strangers.Count, answer.GetProperty("failures").GetArrayLength());
        Assert.Empty(_published);
    }

    /// <summary>
    /// Where a period ends who signs is of the committee of the next slot's period, whether the head's state has come there or not yet.
    /// </summary>
    [Theory]
    [InlineData(126, 126, false)]
    [InlineData(126, 127, true)]
    [InlineData(127, 127, true)]
    [InlineData(126, 128, true)]
    [InlineData(128, 127, true)]
    [InlineData(128, 128, true)]
    public async Task SignaturesAtTheEndOfAPeriodAreOfTheCommitteeOfTheNextSlot(Slot stateSlot, Slot slot, bool isOfLater)
    {
        var chain = new PlannedChain();
        for (Slot built = 1; built < 126; built += 3)
        {
            chain.Build(built, 0);
        }

        var earlier = chain.StateAt(126);
        var (before, after) = (earlier.CurrentSyncCommittee, earlier.NextSyncCommittee);
        Assert.NotEqual(before, after);
        await using var server = await Start(chain.ViewIn(stateSlot, isEarly: false));
        var places = Enumerable.Range(0, 64).SelectMany(index => SyncCommittees.PositionsIn(
            isOfLater ? after : before, earlier.Validators[index].Pubkey).Select(seat => ((ulong)index, (ulong?)(seat / 8)))).Distinct();
        var members = places.Select(static place => place.Item1).Distinct().ToList();
        await server.Ask("POST", Sync, Json([.. members.Select(index => Message(index) with { Slot = slot })]));
        Assert.Equal(
            places.Order(),
            _published.Select(static publish => (((SyncCommitteeMessage)publish.Message).ValidatorIndex, publish.Subnet)).Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(191)]
    [InlineData(ulong.MaxValue)]
    public async Task SignaturesOfAPeriodThatTheHeadDoesNotKnowHaveNoPlace(Slot slot)
    {
        var chain = new PlannedChain();
        chain.Build(60, 0);
        await using var server = await Start(chain.ViewIn(slot == 0 ? 64u : 60u, isEarly: false));
        var answer = await server.Ask("POST", Sync, Json([Message(0) with { Slot = slot }]), HttpStatusCode.BadRequest);
        var reason = answer.GetProperty("failures")[0].GetProperty("message").GetString()!;
        Assert.Contains($"sync committee of slot {slot}", reason, StringComparison.Ordinal);
        Assert.Empty(_published);
    }

    [Theory]
    [InlineData("/eth/v1/beacon/pool/proposer_slashings", typeof(ProposerSlashing))]
    [InlineData("/eth/v1/beacon/pool/attester_slashings", typeof(AttesterSlashing))]
    [InlineData("/eth/v2/beacon/pool/attester_slashings", typeof(AttesterSlashing))]
    [InlineData("/eth/v1/beacon/pool/voluntary_exits", typeof(SignedVoluntaryExit))]
    [InlineData("/eth/v1/beacon/execution_payload_bids", typeof(SignedExecutionPayloadBid))]
    public async Task OneMessageIsPublishedOrRefusedWithTheReason(string path, Type type)
    {
        await using var server = await Start();
        var body = JsonOf(type);
        await server.Ask("POST", path, body, HttpStatusCode.OK, "gloas");
        Assert.IsType(type, Assert.Single(_published).Message);
        _verdict = static publish => new Published(publish.Message, GossipDecision.Reject, "no signature");
        var refused = await server.Ask("POST", path, body, HttpStatusCode.BadRequest, "gloas");
        Assert.Contains("no signature", refused.GetProperty("message").GetString()!, StringComparison.Ordinal);
        _overload = "too many";
        await server.Ask("POST", path, body, HttpStatusCode.ServiceUnavailable, "gloas");
        _published.Clear();
        await RefusesBrokenBodies(server, path, body);
        Assert.Empty(_published);
    }

    [Theory]
    [InlineData("/eth/v1/validator/aggregate_and_proofs", typeof(SignedAggregateAndProof))]
    [InlineData("/eth/v2/validator/aggregate_and_proofs", typeof(SignedAggregateAndProof))]
    [InlineData("/eth/v1/validator/contribution_and_proofs", typeof(SignedContributionAndProof))]
    [InlineData("/eth/v1/beacon/pool/payload_attestations", typeof(PayloadAttestationMessage))]
    [InlineData("/eth/v1/validator/proposer_preferences", typeof(SignedProposerPreferences))]
    [InlineData("/eth/v1/beacon/pool/bls_to_execution_changes", typeof(SignedBLSToExecutionChange))]
    public async Task EachOfAListIsPublished(string path, Type type)
    {
        await using var server = await Start();
        var item = JsonOf(type);
        await server.Ask("POST", path, $"[{item},{item}]", HttpStatusCode.OK, "gloas");
        Assert.Equal(2, _published.Count);
        Assert.All(_published, publish => Assert.IsType(type, publish.Message));
        var count = 0;
        _verdict = publish => new Published(publish.Message, count++ == 1 ? GossipDecision.Reject : GossipDecision.Accept, "no signature");
        var refused = await server.Ask("POST", path, $"[{item},{item},{item}]", HttpStatusCode.BadRequest, "gloas");
        Assert.Equal(1, Assert.Single(refused.GetProperty("failures").EnumerateArray()).GetProperty("index").GetInt32());
        _published.Clear();
        await server.Ask("POST", path, "[]", HttpStatusCode.OK, "gloas");
        await RefusesBrokenBodies(server, path, $"[{item}]");
        await server.Ask("POST", path, item, HttpStatusCode.BadRequest, "gloas");
        Assert.Empty(_published);
    }

    [Fact]
    public async Task ABlockIsAnsweredByWhatBecameOfIt()
    {
        await using var server = await Start();
        var block = Block(Present);
        foreach (var (end, status) in ((PublicationEnd, HttpStatusCode)[])
            [(PublicationEnd.Integrated, HttpStatusCode.OK), (PublicationEnd.Broadcast, HttpStatusCode.Accepted),
                (PublicationEnd.NotBroadcast, HttpStatusCode.BadRequest), (PublicationEnd.Unavailable, HttpStatusCode.ServiceUnavailable)])
        {
            _end = end;
            await server.Ask("POST", Blocks, Json(block), status, "gloas");
        }

        Assert.All(_imports, import => Assert.Equal(
            (block.Message.HashTreeRoot(Gloas), Present, BroadcastValidation.Gossip, block),
            (import.Root, import.Slot, import.Validation, import.Block!)));
        _end = PublicationEnd.Integrated;
        using var ssz = await server.Send("POST", $"{Blocks}?broadcast_validation=consensus", Ssz(block.ToSsz(Gloas)), "gloas");
        Assert.Equal((HttpStatusCode.OK, BroadcastValidation.Consensus), (ssz.StatusCode, _imports[^1].Validation));

        _imports.Clear();
        await server.Ask("POST", $"{Blocks}?broadcast_validation=none", Json(block), HttpStatusCode.BadRequest, "gloas");
        await server.Ask(
            "POST", $"{Blocks}?broadcast_validation=gossip&broadcast_validation=gossip", Json(block), HttpStatusCode.BadRequest, "gloas");
        await server.Ask("POST", Blocks, Json(block), HttpStatusCode.BadRequest);
        await server.Ask("POST", Blocks, Json(block), HttpStatusCode.BadRequest, "weather");
        await server.Ask("POST", Blocks, Json(block), HttpStatusCode.BadRequest, "capella");
        await server.Ask("POST", Blocks, Json(Block(Present + 2)), HttpStatusCode.BadRequest, "gloas");
        await RefusesBrokenBodies(server, Blocks, Json(block));
        Assert.Empty(_imports);
    }

    /// <summary>Of what somebody was earlier with nothing is said: it is on the network, and in the chain.</summary>
    [Fact]
    public async Task ABlockThatTheChainHasIsNoFailureAndAnotherOfItsProposerIsOne()
    {
        var block = Block(Present);
        var other = block with { Message = block.Message with { StateRoot = new Root([.. new byte[31], 1]) } };
        var root = block.Message.HashTreeRoot(Gloas);
        var known = new ChainBlock(Consensoor.Spec.ForkChoice.BlockSummary.Of(root, block.Message)) { Block = block };
        await using var server = await Start(View with { Blocks = View.Blocks.Add(root, known) });
        _end = PublicationEnd.Unavailable;
        await server.Ask("POST", Blocks, Json(block), HttpStatusCode.OK, "gloas");
        await server.Ask("POST", Blocks, Json(other), HttpStatusCode.ServiceUnavailable, "gloas");
        _end = PublicationEnd.NotBroadcast;
        await server.Ask("POST", Blocks, Json(block), HttpStatusCode.OK, "gloas");
        await server.Ask("POST", Blocks, Json(other), HttpStatusCode.BadRequest, "gloas");

        // Where the caller had it imported before it was to be sent, that the chain has it says nothing of the network.
        await server.Ask("POST", $"{Blocks}?broadcast_validation=consensus", Json(block), HttpStatusCode.BadRequest, "gloas");
        _imports.Clear();
        var path = $"{Blocks}?broadcast_validation=consensus_and_equivocation";
        await server.Ask("POST", path, Json(block), HttpStatusCode.BadRequest, "gloas");
        Assert.Single(_imports);
        var refused = await server.Ask("POST", path, Json(other), HttpStatusCode.BadRequest, "gloas");
        Assert.Contains("another block", refused.GetProperty("message").GetString()!, StringComparison.Ordinal);
        Assert.Single(_imports);
    }

    [Fact]
    public async Task AnEnvelopeIsTakenWithItsBlobsOrWithoutWhereItHasNone()
    {
        var block = Block(Present);
        var root = block.Message.HashTreeRoot(Gloas);
        var known = new ChainBlock(Consensoor.Spec.ForkChoice.BlockSummary.Of(root, block.Message)) { Block = block };
        await using var server = await Start(View with { Blocks = View.Blocks.Add(root, known) });
        var signed = SignedExecutionPayloadEnvelope.Default(Gloas);
        signed = signed with { Message = signed.Message with { BeaconBlockRoot = root } };
        var whole = $$"""{"signed_execution_payload_envelope":{{Json(signed)}},"kzg_proofs":[],"blobs":[]}""";
        Assert.Equal(HttpStatusCode.OK, await Post(Json(signed), "false"));
        Assert.Equal(HttpStatusCode.OK, await Post(whole, "true"));
        Assert.Equal([root, root], _imports.Select(static import => import.Root));
        Assert.All(_imports, import => Assert.Equal(signed, import.Envelope));

        _imports.Clear();
        Assert.Equal(HttpStatusCode.BadRequest, await Post(Json(signed), null));
        Assert.Equal(HttpStatusCode.BadRequest, await Post(Json(signed), "maybe"));
        Assert.Equal(HttpStatusCode.BadRequest, await Post(Json(signed), "true"));
        Assert.Equal(HttpStatusCode.BadRequest, await Post(whole, "false"));
        foreach (var blob in (string[])["0x00", $"0x{new string('0', 2 * 131_072)}"])
        {
            var wrong = whole.Replace("\"blobs\":[]", $"\"blobs\":[\"{blob}\"]", StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.BadRequest, await Post(wrong, "true"));
        }

        var stranger = signed with { Message = signed.Message with { BeaconBlockRoot = default } };
        Assert.Equal(HttpStatusCode.BadRequest, await Post(Json(stranger), "false"));
        Assert.Empty(_imports);

        async Task<HttpStatusCode> Post(string body, string? isIncluded)
        {
            (string, string)[] headers = isIncluded is null ? [] : [("Eth-Blob-Data-Included", isIncluded)];
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await server.Send("POST", Envelopes, content, "gloas", null, headers);
            return answer.StatusCode;
        }
    }

    /// <summary>Of what somebody was earlier with nothing is said, but for what is another, or is signed by another.</summary>
    [Theory]
    [InlineData(PublicationEnd.NotBroadcast, HttpStatusCode.BadRequest)]
    [InlineData(PublicationEnd.Unavailable, HttpStatusCode.ServiceUnavailable)]
    public async Task AnEnvelopeThatTheChainHasIsNoFailureAndAnotherOneIs(PublicationEnd end, HttpStatusCode failure)
    {
        var block = Block(Present);
        var root = block.Message.HashTreeRoot(Gloas);
        var signed = SignedExecutionPayloadEnvelope.Default(Gloas);
        signed = signed with { Message = signed.Message with { BeaconBlockRoot = root } };
        var bad = new BLSSignature([1, .. new byte[95]]);
        var known = new ChainBlock(BlockSummary.Of(root, block.Message)) { Block = block, Envelope = signed, HasEnvelope = true };
        await using var server = await Start(View with { Blocks = View.Blocks.Add(root, known) });
        _end = end;
        foreach (var (envelope, status) in ((SignedExecutionPayloadEnvelope, HttpStatusCode)[])
            [
                (signed, HttpStatusCode.OK),
                (signed with { Signature = bad }, failure),
                (signed with { Message = signed.Message with { BuilderIndex = 7 } }, failure),
            ])
        {
            using var content = new StringContent(Json(envelope), Encoding.UTF8, "application/json");
            using var answer = await server.Send("POST", Envelopes, content, "gloas", null, ("Eth-Blob-Data-Included", "false"));
            Assert.Equal(status, answer.StatusCode);
        }

        await server.Ask("POST", Blocks, Json(block), HttpStatusCode.OK, "gloas");
        await server.Ask("POST", Blocks, Json(block with { Signature = bad }), failure, "gloas");
    }

    private static SignedBeaconBlock Block(Slot slot)
    {
        var block = SignedBeaconBlock.Default(Gloas);
        return block with { Message = block.Message with { Slot = slot } };
    }

    private static SingleAttestation Vote(Slot slot, CommitteeIndex committee, ValidatorIndex attester = 1) =>
        SingleAttestation.Default(Gloas) with
        {
            CommitteeIndex = committee,
            AttesterIndex = attester,
            Data = AttestationData.Default(Gloas) with { Slot = slot },
        };

    private static SyncCommitteeMessage Message(ValidatorIndex index) =>
        SyncCommitteeMessage.Default(Gloas) with { Slot = Present, ValidatorIndex = index };

    private static ChainView MakeView()
    {
        var chain = new PlannedChain();
        for (Slot slot = 1; slot < Present; slot++)
        {
            chain.Build(slot, 0);
        }

        return chain.ViewIn(Present, isEarly: false);
    }

    [Fact]
    public async Task ABlockThatTookABuildersBidIsGivenToItOnceItIsOut()
    {
        var builders = CreateTestProbe();
        await using var server = await ApiServer.Start(View, ApiServer.Ports(publisher: _publisher) with { Builders = builders });
        var block = Block(Present);
        async Task<HttpStatusCode> Post(string url)
        {
            using var ssz = Ssz(block.ToSsz(Gloas));
            using var answer = await server.Send("POST", Blocks, ssz, "gloas", headers: ("Eth-Builder-Url", url));
            return answer.StatusCode;
        }

        // The publisher tells it as soon as the block is out.
        Assert.Equal(HttpStatusCode.OK, await Post("http://builder:9/"));
        Assert.Equal(("http://builder:9/", block), (_imports[^1].BuilderUrl, _imports[^1].Block!));
        Assert.Equal(HttpStatusCode.BadRequest, await Post("file:///etc/passwd"));
        _end = PublicationEnd.NotBroadcast;
        Assert.Equal(HttpStatusCode.BadRequest, await Post("http://builder:9/"));
        await server.Ask("POST", Blocks, Json(block), HttpStatusCode.BadRequest, "gloas");
        Assert.Null(_imports[^1].BuilderUrl);

        // One that others have sent, and that is known here, is out too.
        var root = block.Message.HashTreeRoot(Gloas);
        server.Show(View with { Blocks = View.Blocks.Add(root, new ChainBlock(BlockSummary.Of(root, block.Message))) });
        Assert.Equal(HttpStatusCode.OK, await Post("http://another/"));
        Assert.Equal("http://another/", builders.ExpectMsg<GiveToBuilder>().Url);
        builders.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    private Task<ApiServer> Start(ChainView? view = null) => ApiServer.Start(view ?? View, ApiServer.Ports(publisher: _publisher));
}
