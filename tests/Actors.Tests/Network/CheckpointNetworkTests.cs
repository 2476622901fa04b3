using System.Globalization;
using System.Text.Json;
using Consensoor.Actors.Tests.Network.Wire;
using Xunit;

namespace Consensoor.Actors.Tests.Network;

/// <summary>Nodes that begin before genesis, and from each other's checkpoint, over the loopback in real time.</summary>
[Trait("Category", RealTimeTests.Category)]
[Collection(RealTimeTests.Name)]
public sealed class CheckpointNetworkTests
{
    private const string Why = "/consensoor/v1/sync/why";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly string Yaml = string.Join('\n',
        "PRESET_BASE: minimal", "CONFIG_NAME: checkpoint-test", "SLOT_DURATION_MS: 2000", "ALTAIR_FORK_EPOCH: 0",
        "BELLATRIX_FORK_EPOCH: 0", "CAPELLA_FORK_EPOCH: 0", "DENEB_FORK_EPOCH: 0", "ELECTRA_FORK_EPOCH: 0", "FULU_FORK_EPOCH: 0",
        "GLOAS_FORK_EPOCH: 1", "");

    /// <summary>Before genesis nodes find each other and answer tools; at genesis they begin.</summary>
    [Fact]
    public async Task Nodes_started_before_genesis_peer_and_answer_and_begin_when_it_comes()
    {
        await using var network = new WireNetwork(2, Yaml, TimeSpan.FromSeconds(45));
        network.Start(0, "0..8");
        network.Start(1, "8..16", 0);
        await network.Until([0, 1], "/eth/v1/node/peer_count", Patience, static all =>
            all.All(static one => one.GetProperty("connected").GetString() == "1"));
        var genesis = (await network.Get(0, "/eth/v1/beacon/genesis"))!.Value.GetProperty("genesis_time").GetString()!;
        var time = DateTimeOffset.FromUnixTimeSeconds(long.Parse(genesis, CultureInfo.InvariantCulture));
        Assert.True(DateTimeOffset.UtcNow < time, "the machine is too slow for this test: genesis came before the nodes had met");
        var syncing = (await network.Get(0, "/eth/v1/node/syncing"))!.Value;
        Assert.Equal(("0", "0"), (syncing.GetProperty("head_slot").GetString(), syncing.GetProperty("sync_distance").GetString()));
        Assert.False(syncing.GetProperty("is_syncing").GetBoolean());
        var identity = (await network.Get(0, "/eth/v1/node/identity"))!.Value;
        Assert.StartsWith("enr:", identity.GetProperty("enr").GetString()!, StringComparison.Ordinal);
        await network.Until([0, 1], "/eth/v1/node/syncing", Patience, static all => all.All(static one => HeadOf(one) >= 3));
    }

    /// <summary>The second node knows no genesis: state and block come over HTTP, the rest over the wire, then the history.</summary>
    [LongFact]
    public async Task A_node_begins_with_anothers_checkpoint_and_fetches_the_history()
    {
        await using var network = new WireNetwork(2, Yaml, TimeSpan.FromSeconds(20));
        network.Start(0, "0..16");
        await network.Until([0], "/eth/v1/beacon/states/head/finality_checkpoints", Patience, static all => FinalizedOf(all[0]) >= 2);
        network.StartFromCheckpoint(1, 0);
        await network.Until(
            [0, 1],
            "/eth/v1/beacon/headers/head",
            Patience,
            static all => all.Select(static head => head.GetProperty("root").GetString()).Distinct().Count() == 1);
        var why = await network.Until([1], Why, Patience, static all => all[0].EnumerateArray().All(static part =>
            part.GetProperty("part").GetString() != "backfill" || !part.GetProperty("is_running").GetBoolean()));
        Assert.Contains(why[0].EnumerateArray(), static part => part.GetProperty("ledger").GetArrayLength() > 0);
        for (var slot = 1; slot < 8; slot++)
        {
            var path = $"/eth/v1/beacon/headers?slot={slot.ToString(CultureInfo.InvariantCulture)}";
            var (first, second) = (await network.Get(0, path), await network.Get(1, path));
            Assert.Equal(first!.Value.GetRawText(), second!.Value.GetRawText());
        }
    }

    private static ulong HeadOf(JsonElement syncing) =>
        ulong.Parse(syncing.GetProperty("head_slot").GetString()!, CultureInfo.InvariantCulture);

    private static ulong FinalizedOf(JsonElement checkpoints) =>
        ulong.Parse(checkpoints.GetProperty("finalized").GetProperty("epoch").GetString()!, CultureInfo.InvariantCulture);
}
