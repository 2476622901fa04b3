using System.Globalization;
using System.Text.Json;
using Consensoor.Actors.Tests.Network.Wire;
using Xunit;

namespace Consensoor.Actors.Tests.Network;

/// <summary>Nodes of this process that speak the real network over the loopback, in real time.</summary>
[Trait("Category", RealTimeTests.Category)]
[Collection(RealTimeTests.Name)]
public sealed class WireNetworkTests
{
    private const string Checkpoints = "/eth/v1/beacon/states/head/finality_checkpoints";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly string Yaml = string.Join('\n',
        "PRESET_BASE: minimal", "CONFIG_NAME: wire-test", "SLOT_DURATION_MS: 2000", "ALTAIR_FORK_EPOCH: 0", "BELLATRIX_FORK_EPOCH: 0",
        "CAPELLA_FORK_EPOCH: 0", "DENEB_FORK_EPOCH: 0", "ELECTRA_FORK_EPOCH: 0", "FULU_FORK_EPOCH: 1", "GLOAS_FORK_EPOCH: 2", "");

    /// <summary>Neither can justify anything alone, and two forks lie on the way.</summary>
    [Fact]
    public async Task Two_nodes_with_half_of_the_keys_each_finalize_one_chain_through_forks()
    {
        await using var network = new WireNetwork(2, Yaml, TimeSpan.FromSeconds(20));
        network.Start(0, "0..8");
        network.Start(1, "8..16", 0);
        await network.Until([0, 1], Checkpoints, Patience, static all => all.All(static one => EpochOf(one, "finalized") >= 2));
        await SameHead(network, [0, 1]);
        var peers = (await network.Get(0, "/eth/v1/node/peers"))!.Value;
        var peer = Assert.Single(peers.EnumerateArray());
        Assert.Equal(network.IdOf(1), peer.GetProperty("peer_id").GetString());
        Assert.Equal(("inbound", "connected"), (peer.GetProperty("direction").GetString(), peer.GetProperty("state").GetString()));
        var why = (await network.Get(0, $"/consensoor/v1/peers/{network.IdOf(1)}/why"))!.Value;
        Assert.StartsWith("Consensoor.Actors/", why.GetProperty("agent").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Object, why.GetProperty("status").ValueKind);
        Assert.Equal("1", (await network.Get(1, "/eth/v1/node/peer_count"))!.Value.GetProperty("connected").GetString());
        var identity = (await network.Get(0, "/eth/v1/node/identity"))!.Value;
        Assert.Equal(network.IdOf(0), identity.GetProperty("peer_id").GetString());
        Assert.EndsWith(network.IdOf(0), identity.GetProperty("p2p_addresses")[0].GetString(), StringComparison.Ordinal);
        Assert.StartsWith("enr:", identity.GetProperty("enr").GetString(), StringComparison.Ordinal);
    }

    /// <summary>A line of three, so that the middle forwards; the fourth has no keys, and comes when there is a chain.</summary>
    [LongFact]
    public async Task Four_nodes_in_a_line_justify_and_one_that_comes_late_catches_up()
    {
        await using var network = new WireNetwork(4, Yaml, TimeSpan.FromSeconds(40));
        network.Start(0, "0..6");
        network.Start(1, "6..10", 0);
        network.Start(2, "10..16", 1);
        await network.Until([0, 1, 2], "/eth/v1/node/syncing", Patience, static all => all.All(static one => HeadOf(one) >= 20));
        network.Start(3, null, 2);
        int[] all = [0, 1, 2, 3];
        await network.Until(all, Checkpoints, Patience, static of => of.All(static one => EpochOf(one, "current_justified") >= 2));
        await SameHead(network, all);
    }

    private static async Task SameHead(WireNetwork network, IReadOnlyList<int> numbers) => await network.Until(
        numbers,
        "/eth/v1/beacon/headers/head",
        Patience,
        static all => all.Select(static head => head.GetProperty("root").GetString()).Distinct().Count() == 1);

    private static ulong EpochOf(JsonElement checkpoints, string name) =>
        ulong.Parse(checkpoints.GetProperty(name).GetProperty("epoch").GetString()!, CultureInfo.InvariantCulture);

    private static ulong HeadOf(JsonElement syncing) =>
        ulong.Parse(syncing.GetProperty("head_slot").GetString()!, CultureInfo.InvariantCulture);
}
