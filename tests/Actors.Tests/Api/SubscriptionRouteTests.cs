using System.Net;
using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Tests.Validators;
using Consensoor.Messages;
using Consensoor.Spec.Duties;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>What validators elsewhere will need becomes subnets of the node, and nothing malformed does.</summary>
public sealed class SubscriptionRouteTests : PatientKit
{
    private const string Committees = "/eth/v1/validator/beacon_committee_subscriptions";
    private const string Seats = "/eth/v1/validator/sync_committee_subscriptions";
    private const string Prepare = "/eth/v1/validator/prepare_beacon_proposer";
    private const string Begin = """[{"validator_index":"1","committee_index":""";
    private readonly List<object> _announced = [];

    [Fact]
    public async Task WhoGetsTheFeesIsToldToWhoOwnsThat()
    {
        var refused = 0;
        var proposers = CreateTestProbe();
        proposers.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            _announced.AddRange(((PrepareProposers)message).Proposers);
            sender.Tell(new ProposersPrepared(1, refused), proposers);
            return AutoPilot.KeepRunning;
        }));
        await using var server = await Start(proposers);
        const string Body = """[{"validator_index":"7","fee_recipient":"0x0000000000000000000000000000000000000102"}]""";
        await server.Ask("POST", Prepare, Body);
        Assert.Equal(new PreparedProposer(7, new ExecutionAddress([.. new byte[18], 1, 2])), Assert.Single(_announced));
        refused = 1;
        await server.Ask("POST", Prepare, Body, HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task AggregatorsAndSeatsNeedTheirSubnets()
    {
        await using var server = await Start();
        string[] asked = [Committee(21, 1), Committee(22, 0), Committee(19, 0), Committee(22, 1, "false"), Committee(999, 1)];
        await server.Ask("POST", Committees, $"[{string.Join(',', asked)}]");
        var needed = Assert.IsType<AttestationSubnetsNeeded>(Assert.Single(_announced)).Subnets;
        Assert.Equal([(Subnet(21, 1), 21UL), (Subnet(22, 0), 22UL)], needed);

        _announced.Clear();
        await server.Ask("POST", Committees, $"[{Committee(22, 1, "false")}]");
        await server.Ask("POST", Committees, "[]");
        await server.Ask("POST", Seats, "[]");
        await server.Ask("POST", Seats, $"[{Seat("\"3\"", 2)}]");
        Assert.Empty(_announced);

        await server.Ask("POST", Seats, $"[{Seat("\"3\",\"4\",\"31\"", 9)},{Seat("\"3\"", 10)},{Seat("\"17\"", ulong.MaxValue)}]");
        var seats = Assert.IsType<SyncSubnetsNeeded>(Assert.Single(_announced)).Subnets;
        Assert.Equal([(0UL, 9UL), (2UL, 18UL), (3UL, 8UL)], seats.Order());

        static ulong Subnet(ulong slot, ulong committee) => Attesting.ComputeSubnetForAttestation(PlannedChain.Spec, 2, slot, committee);
    }

    [Theory]
    [InlineData(Committees, "{}")]
    [InlineData(Committees, "[{}]")]
    [InlineData(Committees, "[1]")]
    [InlineData(Committees, Begin + """ "2","committees_at_slot":"2","slot":"20","is_aggregator":true}]""")]
    [InlineData(Committees, Begin + """ "0","committees_at_slot":"65","slot":"20","is_aggregator":true}]""")]
    [InlineData(Committees, Begin + """ "4","committees_at_slot":"5","slot":"20","is_aggregator":true}]""")]
    [InlineData(Committees, Begin + """ "0","committees_at_slot":"2","slot":"20","is_aggregator":"true"}]""")]
    [InlineData(Committees, Begin + """ 0,"committees_at_slot":"2","slot":"20","is_aggregator":true}]""")]
    [InlineData(Committees, Begin + """ "0","slot":"20","committees_at_slot":"2","slot":"20","is_aggregator":true}]""")]
    [InlineData(Prepare, "{}")]
    [InlineData(Prepare, """[{"validator_index":"1"}]""")]
    [InlineData(Prepare, """[{"validator_index":"1","fee_recipient":"0x12"}]""")]
    [InlineData(Prepare, """[{"validator_index":"x","fee_recipient":"0x0000000000000000000000000000000000000001"}]""")]
    [InlineData(Seats, "{}")]
    [InlineData(Seats, """[{"validator_index":"1","sync_committee_indices":["32"],"until_epoch":"9"}]""")]
    [InlineData(Seats, """[{"validator_index":"1","sync_committee_indices":"1","until_epoch":"9"}]""")]
    [InlineData(Seats, """[{"validator_index":"1","sync_committee_indices":["1"]}]""")]
    public async Task WhatIsMalformedIsRefusedAndNothingIsAnnounced(string path, string body)
    {
        await using var server = await Start();
        await server.Ask("POST", path, body, HttpStatusCode.BadRequest);
        Assert.Empty(_announced);
    }

    private static string Committee(ulong slot, ulong committee, string isAggregator = "true") =>
        $$"""{{Begin[1..]}}"{{committee}}","committees_at_slot":"2","slot":"{{slot}}","is_aggregator":{{isAggregator}}}""";

    private static string Seat(string seats, ulong until) =>
        $$"""{"validator_index":"1","sync_committee_indices":[{{seats}}],"until_epoch":"{{until}}"}""";

    private Task<ApiServer> Start(ICanTell? proposers = null) => ApiServer.Start(
        new PlannedChain().ViewIn(0, isEarly: true) with { CurrentSlot = 20 },
        ApiServer.Ports(proposers: proposers, announce: _announced.Add));
}
