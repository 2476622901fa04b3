using System.Net;
using Consensoor.Actors.Remote;
using Consensoor.Interop.BeaconApi;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using Xunit;

namespace Consensoor.Actors.Tests.Remote;

/// <summary>What is well formed and answers something else than was asked is refused, with what is wrong.</summary>
public sealed class RemoteProductionTests
{
    private static readonly string Zero = default(Root).ToString();
    private const ulong Slot = 12;

    [Theory]
    [InlineData(12, 0, 0, 1, null)]
    [InlineData(13, 0, 0, 1, "attestation data of slot 13 for slot 12")]
    [InlineData(12, 0, 0, 2, "from epoch 0 to epoch 2")]
    [InlineData(12, 0, 2, 1, "from epoch 2 to epoch 1")]
    [InlineData(12, 5, 0, 1, "with the index 5")]
    public async Task Attestation_data_is_of_the_slot_its_epoch_and_the_committee(
        ulong slot, int index, ulong source, ulong target, string? wrong)
    {
        var made = await Ask(new ProduceAttestationData(7, Slot, 0), $$"""{"data":{{Data(slot, index, source, target)}} }""");
        Check<AttestationDataProduced>(made, wrong);
    }

    [Fact]
    public async Task An_aggregate_over_other_data_is_none()
    {
        var data = Data(Slot, 0, 0, 1);
        var made = await Ask(
            new ProduceAggregate(7, Slot, 0, default),
            $$"""{"version":"altair","data":{"aggregation_bits":"0x03","data":{{data}},"signature":"0x{{new string('0', 192)}}"} }""");
        Check<AggregateProduced>(made, "an aggregate over other data");
    }

    [Theory]
    [InlineData(12, 1, 0, null)]
    [InlineData(13, 1, 0, "a contribution of subcommittee 1 in slot 13")]
    [InlineData(12, 2, 0, "a contribution of subcommittee 2 in slot 12")]
    [InlineData(12, 1, 7, "a contribution over block 0x07")]
    public async Task A_contribution_is_of_the_slot_subcommittee_and_block(ulong slot, int subcommittee, byte root, string? wrong)
    {
        var made = await Ask(
            new ProduceSyncCommitteeContribution(7, Slot, 1, default),
            $$"""
            {"data":{"slot":"{{slot}}","beacon_block_root":"0x{{root:x2}}{{new string('0', 62)}}","subcommittee_index":"{{subcommittee}}",
            "aggregation_bits":"0x01","signature":"0x{{new string('0', 192)}}"} }
            """);
        Check<SyncCommitteeContributionProduced>(made, wrong);
    }

    [Theory]
    [InlineData(12, null)]
    [InlineData(11, "a payload vote of slot 11 for slot 12")]
    public async Task A_payload_vote_is_of_the_slot(ulong slot, string? wrong)
    {
        var made = await Ask(
            new ProducePayloadAttestationData(7, Slot),
            $$"""
            {"data":{"beacon_block_root":"{{Zero}}","slot":"{{slot}}","payload_present":true,"blob_data_available":false} }
            """);
        Check<PayloadAttestationDataProduced>(made, wrong);
    }

    /// <summary>A text with half of a surrogate pair cannot be read, which is the node's fault and not this one's.</summary>
    [Fact]
    public async Task A_text_that_is_none_is_refused()
    {
        var made = await Ask(new ProduceAttestationData(7, Slot, 0), """{"data":{"slot":"\ud800"} }""");
        Assert.IsType<NotProduced>(made.Answer);
        Assert.Single(made.Failed);
        var refused = await Ask(new ProduceAttestationData(7, Slot, 0), """{"message":"\ud800"}""", 400);
        Assert.EndsWith(" 400", Assert.IsType<NotProduced>(refused.Answer).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"code":404,"message":"none was seen"}""", 404, ProductionRefusal.NothingSeen)]
    [InlineData("", 204, ProductionRefusal.NothingSeen)]
    [InlineData("""{"code":503,"message":"syncing"}""", 503, ProductionRefusal.NotSynced)]
    [InlineData("""{"code":400,"message":"no"}""", 400, ProductionRefusal.NotSynced)]
    public async Task Who_has_nothing_says_so_and_is_told_from_who_fails(string body, int status, ProductionRefusal refusal)
    {
        var nothing = Assert.IsType<NotProduced>((await Ask(new ProduceAttestationData(7, Slot, 0), body, status)).Answer);
        Assert.Equal((7UL, Slot, refusal), (nothing.RequestId, nothing.Slot, nothing.Refusal));
    }

    /// <summary>Where no block was seen no payload vote is due; a node without the route has not said so.</summary>
    [Theory]
    [InlineData("", 204, ProductionRefusal.NothingSeen)]
    [InlineData("""{"code":404,"message":"no such route"}""", 404, ProductionRefusal.NotSynced)]
    [InlineData("""{"code":503,"message":"syncing"}""", 503, ProductionRefusal.NotSynced)]
    public async Task A_node_without_the_route_of_payload_votes_has_not_said_that_none_is_due(
        string body, int status, ProductionRefusal refusal)
    {
        var nothing = Assert.IsType<NotProduced>((await Ask(new ProducePayloadAttestationData(7, Slot), body, status)).Answer);
        Assert.Equal((7UL, Slot, refusal), (nothing.RequestId, nothing.Slot, nothing.Refusal));
    }

    [Fact]
    public async Task A_nodes_words_are_cut_short_and_hold_no_control_characters()
    {
        var body = $$"""{"message":"\u001b[2J{{new string('x', 100_000)}}"}""";
        var nothing = Assert.IsType<NotProduced>((await Ask(new ProduceAttestationData(7, Slot, 0), body, 400)).Answer);
        Assert.InRange(nothing.Reason.Length, 10, 200);
        Assert.DoesNotContain(nothing.Reason, char.IsControl);
    }

    private static string Data(ulong slot, int index, ulong source, ulong target) => $$"""
        {"slot":"{{slot}}","index":"{{index}}","beacon_block_root":"{{Zero}}",
        "source":{"epoch":"{{source}}","root":"{{Zero}}"},"target":{"epoch":"{{target}}","root":"{{Zero}}"} }
        """;

    private static void Check<T>(RemoteMade made, string? wrong)
    {
        if (wrong is null)
        {
            Assert.IsType<T>(made.Answer);
            Assert.Empty(made.Failed);
            return;
        }

        Assert.Contains(wrong, Assert.IsType<NotProduced>(made.Answer).Reason, StringComparison.Ordinal);
        Assert.Single(made.Failed);
    }

    private static async Task<RemoteMade> Ask(IProductionQuestion question, string body, int status = 200)
    {
        var spec = new ChainSpec(Preset.Minimal, ChainConfig.Minimal with { AltairForkEpoch = 0 });
        using var client = new BeaconClient([new Uri("http://node/")], TimeProvider.System, new FixedAnswer(body, (HttpStatusCode)status));
        var settings = new RemoteSettings(spec, 0, default);
        return await new RemoteProduction(settings, client).Answer([0], question);
    }
}
