using System.Net;
using System.Text;
using Consensoor.Actors.Tests.Validators;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Xunit;
using static Consensoor.Actors.Tests.Api.ApiBodies;

namespace Consensoor.Actors.Tests.Api;

/// <summary>
/// What callers publish of votes, signatures and operations: to whom it goes, on which subnets, what is refused before it goes anywhere,
/// and what they are answered.
/// </summary>
public sealed class PublishRouteTests : PublishKit
{
    private const string Votes = "/eth/v2/beacon/pool/attestations", Sync = "/eth/v1/beacon/pool/sync_committees";
    private const string Exits = "/eth/v1/beacon/pool/voluntary_exits";

    private static readonly ChainSpec Spec = PlannedChain.Spec;

    [Fact]
    public async Task VotesGoToTheSubnetsOfTheirCommitteesAndWhatFailsIsToldByItsPlace()
    {
        await using var server = await Start();
        SingleAttestation[] votes = [Vote(Present, 0), Vote(Present - 1, 0), Vote(Present, 64), Vote(Present - 30, 0), Vote(Present, 0, 9)];
        Verdict = publish => publish.Message is SingleAttestation { AttesterIndex: 9 }
            ? new Published(publish.Message, GossipDecision.Reject, "no signature")
            : new Published(publish.Message, GossipDecision.Accept, null);
        var answer = await server.Ask("POST", Votes, Json(votes), HttpStatusCode.BadRequest, "gloas");
        Assert.Equal(
            [2, 3, 4], answer.GetProperty("failures").EnumerateArray().Select(static failure => failure.GetProperty("index").GetInt32()));
        Assert.Equal("no signature (Reject)", answer.GetProperty("failures")[2].GetProperty("message").GetString());
        var committees = Accessors.GetCommitteeCountPerSlot(View.HeadState, Present / 8);
        Assert.Equal(
            [Subnet(committees, Present), Subnet(committees, Present - 1), Subnet(committees, Present)],
            Published.Select(static publish => publish.Subnet));

        // The same in SSZ.
        Published.Clear();
        using var ssz = Ssz([.. votes[..2].SelectMany(vote => vote.ToSsz(Gloas))]);
        using var accepted = await server.Send("POST", Votes, ssz, "gloas");
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        Assert.Equal(votes[..2], Published.Select(static publish => publish.Message));

        static ulong? Subnet(ulong committees, Slot slot) => Attesting.ComputeSubnetForAttestation(Spec, committees, slot, 0);
    }

    [Fact]
    public async Task WhatWasOnTheNetworkBeforeHasNotFailed()
    {
        await using var server = await Start();
        Verdict = static publish => new Published(publish.Message, GossipDecision.Ignore, "already seen") { WasSeen = true };
        await server.Ask("POST", Votes, Json([Vote(Present, 0)]), HttpStatusCode.OK, "gloas");
        const string Aggregates = "/eth/v2/validator/aggregate_and_proofs";
        var aggregate = SignedAggregateAndProof.Default(Gloas);
        Verdict = static publish => new Published(publish.Message, GossipDecision.Ignore, "covered") { IsCovered = true };
        await server.Ask("POST", Aggregates, Json([aggregate]), HttpStatusCode.OK, "gloas");

        // Another aggregate of its aggregator says nothing of the votes in this one.
        Verdict = static publish => new Published(
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
        Verdict = publish => publish.Message is SingleAttestation { AttesterIndex: 9 }
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
            Published.Select(static publish => (((SyncCommitteeMessage)publish.Message).ValidatorIndex, publish.Subnet)).Order());
        var distinct = Published.Select(static publish => publish.Message).Distinct(ReferenceEqualityComparer.Instance);
        Assert.Equal(Published.Count, distinct.Count());

        var strangers = members.Where(static member => member.Seats.Count == 0).Select(static member => member.Index).Append(64UL).ToList();
        Published.Clear();
        var answer = await server.Ask("POST", Sync, Json([.. strangers.Select(Message)]), HttpStatusCode.BadRequest);
        Assert.Equal(strangers.Count, answer.GetProperty("failures").GetArrayLength());
        Assert.Empty(Published);
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
            Published.Select(static publish => (((SyncCommitteeMessage)publish.Message).ValidatorIndex, publish.Subnet)).Order());
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
        Assert.Empty(Published);
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
        Assert.IsType(type, Assert.Single(Published).Message);
        Verdict = static publish => new Published(publish.Message, GossipDecision.Reject, "no signature");
        var refused = await server.Ask("POST", path, body, HttpStatusCode.BadRequest, "gloas");
        Assert.Contains("no signature", refused.GetProperty("message").GetString()!, StringComparison.Ordinal);
        Overload = "too many";
        await server.Ask("POST", path, body, HttpStatusCode.ServiceUnavailable, "gloas");
        Published.Clear();
        await RefusesBrokenBodies(server, path, body);
        Assert.Empty(Published);
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
        Assert.Equal(2, Published.Count);
        Assert.All(Published, publish => Assert.IsType(type, publish.Message));
        var count = 0;
        Verdict = publish => new Published(publish.Message, count++ == 1 ? GossipDecision.Reject : GossipDecision.Accept, "no signature");
        var refused = await server.Ask("POST", path, $"[{item},{item},{item}]", HttpStatusCode.BadRequest, "gloas");
        Assert.Equal(1, Assert.Single(refused.GetProperty("failures").EnumerateArray()).GetProperty("index").GetInt32());
        Published.Clear();
        await server.Ask("POST", path, "[]", HttpStatusCode.OK, "gloas");
        await RefusesBrokenBodies(server, path, $"[{item}]");
        await server.Ask("POST", path, item, HttpStatusCode.BadRequest, "gloas");
        Assert.Empty(Published);
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
}
