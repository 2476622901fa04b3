using System.Net;
using Consensoor.Actors.Scenarios;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Xunit;

namespace Consensoor.Actors.Tests.Remote;

/// <summary>Validators with all keys of a chain, on nodes that have none, over our own Beacon API in virtual time.</summary>
public sealed class RemoteDutiesTests
{
    private const int SlotsPerEpoch = RemoteRun.SlotsPerEpoch;
    private static readonly string[] Health = ["bad GET /eth/v1/beacon/genesis", "bad GET /eth/v1/node/syncing"];

    [Theory]
    [InlineData(ForkName.Altair)]
    [InlineData(ForkName.Deneb)]
    [InlineData(ForkName.Electra)]
    [InlineData(ForkName.Fulu)]
    [InlineData(ForkName.Gloas)]
    public void Every_duty_of_a_fork_is_done_on_another_node(ForkName fork)
    {
        using var run = new RemoteRun(RemoteRun.Only(fork));
        var node = run.Node("node");
        run.Start("validators", 0, "node");
        run.RunUntilSlot(3 * SlotsPerEpoch);
        CheckBlocks(node, 3 * SlotsPerEpoch, fork);
        CheckDuties(run, SlotsPerEpoch, (3 * SlotsPerEpoch) - 2, fork);
    }

    [Theory]
    [InlineData("html")]
    [InlineData("types")]
    [InlineData("empty")]
    [InlineData("gigantic")]
    [InlineData("503")]
    [InlineData("hangs")]
    public void A_first_node_that_says_it_is_well_and_answers_nothing_of_use_costs_no_duty(string kind)
    {
        using var run = new RemoteRun(RemoteRun.Only(ForkName.Altair));
        var node = run.Node("node");
        run.Api.Hangs = (host, request) => host == "bad" && kind == "hangs" && !IsOfHealth(request);
        run.Api.Instead = (host, request) => host != "bad" ? null
            : IsOfHealth(request) ? Answer(run, request, isSyncing: false)
            : kind switch
            {
                "html" => SimulatedApi.Json("<html>"),
                "types" => SimulatedApi.Json("""{"data":[{"slot":5,"index":"x","validator_index":{}}],"dependent_root":7}"""),
                "empty" => SimulatedApi.Json("{}"),
                "gigantic" => SimulatedApi.Json(new string(' ', (1 << 20) + 1)),
                _ => SimulatedApi.Json("""{"code":503,"message":"later"}""", HttpStatusCode.ServiceUnavailable),
            };
        run.Start("validators", 0, "bad", "node");
        run.RunUntilSlot(2 * SlotsPerEpoch);
        Assert.Contains(run.Api.Asked, static asked => asked.StartsWith("bad ", StringComparison.Ordinal) && !Health.Contains(asked));
        Assert.Equal(
            Enumerable.Range(1, 2 * SlotsPerEpoch).Select(static slot => (ulong)slot),
            node.Blocks.Select(static block => block.Message.Slot));
        CheckDuties(run, 1, (2 * SlotsPerEpoch) - 2, ForkName.Altair, hasAggregates: false);
    }

    [Theory]
    [InlineData("syncing")]
    [InlineData("optimistic")]
    [InlineData("other chain")]
    [InlineData("nobody")]
    public void A_node_that_is_of_no_use_is_asked_for_its_health_alone(string kind)
    {
        using var run = new RemoteRun(RemoteRun.Only(ForkName.Altair));
        run.Node("node");
        run.Api.Instead = (host, request) => host == "bad" && kind != "nobody"
            ? Answer(run, request, kind == "syncing", kind == "optimistic", kind == "other chain")
            : null;
        run.Start("validators", 0, "bad", "node");
        run.RunUntilSlot(SlotsPerEpoch);
        Assert.All(
            run.Api.Asked.Where(static asked => asked.StartsWith("bad ", StringComparison.Ordinal)),
            static asked => Assert.Contains(asked, Health));
        Assert.Contains(run.Complaints, complaint => complaint.Contains("bad", StringComparison.Ordinal));
        CheckDuties(run, 1, SlotsPerEpoch - 2, ForkName.Altair, hasAggregates: false);
    }

    [Fact]
    public void A_node_that_becomes_one_of_another_chain_is_asked_nothing_else_from_then_on()
    {
        using var run = new RemoteRun(RemoteRun.Only(ForkName.Altair));
        run.Node("bad");
        run.Node("node");
        var isOther = false;
        run.Api.Instead = (host, request) => host == "bad" && isOther && IsOfHealth(request)
            ? Answer(run, request, isSyncing: false, isOther: true)
            : null;
        run.Start("validators", 0, "bad", "node");
        run.RunUntilSlot(2);
        Assert.Contains(run.Api.Asked, static asked => asked.StartsWith("bad ", StringComparison.Ordinal) && !Health.Contains(asked));
        isOther = true;
        run.RunUntilSlot(4);
        var before = run.Api.Asked.Count;
        run.RunUntilSlot(6);
        var after = run.Api.Asked.Skip(before).Where(static asked => asked.StartsWith("bad ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(after);
        Assert.All(after, static asked => Assert.Contains(asked, Health));
        Assert.Contains(run.Complaints, static complaint => complaint.Contains("is of another chain", StringComparison.Ordinal));
    }

    [Fact]
    public void Keys_that_vote_elsewhere_sign_nothing_here()
    {
        using var run = new RemoteRun(RemoteRun.Only(ForkName.Gloas));
        run.Node("node");
        run.Start("first", 0, "node");
        run.RunUntilSlot(SlotsPerEpoch);
        var system = run.Start("second", 1, "node");
        var done = 0;
        run.World.Observe<DutyPerformed>(system, performed =>
        {
            done += performed.Reason is null ? 1 : 0;
            return null;
        });
        run.RunUntilSlot(6 * SlotsPerEpoch);
        Assert.Equal(0, done);
        Assert.Equal(
            RemoteRun.Validators,
            run.Complaints.Count(static complaint => complaint.Contains("another program has the key", StringComparison.Ordinal)));
    }

    private static bool IsOfHealth(HttpRequestMessage request) =>
        request.RequestUri!.AbsolutePath is "/eth/v1/beacon/genesis" or "/eth/v1/node/syncing";

    private static HttpResponseMessage Answer(
        RemoteRun run, HttpRequestMessage request, bool isSyncing, bool isOptimistic = false, bool isOther = false)
    {
        static string Text(bool flag) => flag ? "true" : "false";
        var genesis = run.Chain.Genesis;
        var root = isOther ? default : genesis.GenesisValidatorsRoot;
        return SimulatedApi.Json(request.RequestUri!.AbsolutePath == "/eth/v1/beacon/genesis"
            ? $$"""{"data":{"genesis_time":"{{genesis.GenesisTime}}","genesis_validators_root":"{{root}}"} }"""
            : $$"""
                {"data":{"head_slot":"1","sync_distance":"{{(isSyncing ? 1000 : 0)}}","is_syncing":{{Text(isSyncing)}},
                "is_optimistic":{{Text(isOptimistic)}},"el_offline":false} }
                """);
    }

    private static void CheckBlocks(DevnetNode node, int last, ForkName fork)
    {
        Assert.Equal(Enumerable.Range(1, last).Select(static slot => (ulong)slot), node.Blocks.Select(static block => block.Message.Slot));
        foreach (var body in node.Blocks.Skip(1).Select(static block => block.Message.Body))
        {
            Assert.Equal(body.SyncAggregate.SyncCommitteeBits.Length, body.SyncAggregate.SyncCommitteeBits.CountOnes());
        }

        Assert.All(
            node.Blocks.Skip(1),
            static block => Assert.Contains(block.Message.Body.Attestations, vote => vote.Data.Slot + 1 == block.Message.Slot));
        if (fork >= ForkName.Gloas)
        {
            Assert.Equal(
                node.Blocks.Select(static block => block.Message.Body.SignedExecutionPayloadBid.Message.BlockHash),
                node.Envelopes.Select(static envelope => envelope.Message.Payload.BlockHash));
        }
    }

    internal static void CheckDuties(RemoteRun run, int first, int last, ForkName fork, bool hasAggregates = true)
    {
        var missed = run.Duties.Where(static duty => duty.Reason is not null && duty.Slot > 0);
        Assert.Empty(missed.Select(static duty => $"{duty.Kind} of {duty.Slot}: {duty.Reason}").Distinct());
        for (var slot = (ulong)first; slot <= (ulong)last; slot++)
        {
            int Done(DutyKind kind) => run.Duties.Count(duty => duty.Slot == slot && duty.Kind == kind);
            Assert.Equal(RemoteRun.Validators / SlotsPerEpoch, Done(DutyKind.Attestation));
            Assert.Equal(1, Done(DutyKind.Proposal));
            Assert.True(Done(DutyKind.SyncMessage) > 0);
            Assert.True(!hasAggregates || (Done(DutyKind.Aggregate) > 0 && Done(DutyKind.SyncContribution) > 0));
            Assert.Equal(fork >= ForkName.Gloas, Done(DutyKind.Payload) == 1);
            Assert.Equal(fork >= ForkName.Gloas, Done(DutyKind.PayloadAttestation) > 0);
        }
    }
}
