using System.Globalization;
using System.Text.Json;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Tests.Libp2p.Quic;
using Xunit;

namespace Consensoor.Actors.Tests.Network.Wire;

/// <summary>Nodes of this process that know each other over QUIC alone, in real time.</summary>
public sealed class QuicNetworkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly string Yaml = string.Join('\n',
        "PRESET_BASE: minimal", "CONFIG_NAME: quic-test", "SLOT_DURATION_MS: 2000", "ALTAIR_FORK_EPOCH: 0", "BELLATRIX_FORK_EPOCH: 0",
        "CAPELLA_FORK_EPOCH: 0", "DENEB_FORK_EPOCH: 0", "ELECTRA_FORK_EPOCH: 0", "FULU_FORK_EPOCH: 0", "");

    /// <summary>Each has half of the keys: a head that both follow has blocks and votes of both.</summary>
    [QuicFact]
    public async Task Two_nodes_follow_one_head_over_quic_alone_and_say_where_they_are()
    {
        await using var network = new WireNetwork(2, Yaml, TimeSpan.FromSeconds(15));
        network.StartOverQuic(0, "0..8");
        network.StartOverQuic(1, "8..16", 0);
        int[] all = [0, 1];
        await network.Until(all, "/eth/v1/node/peer_count", Patience, static of => of.All(
            static one => one.GetProperty("connected").GetString() == "1"));
        var peers = await network.Until([1], "/eth/v1/node/peers", Patience, static _ => true);
        Assert.Equal(
            network.QuicAddressOf(0).Split("/p2p/")[0], peers[0][0].GetProperty("last_seen_p2p_address").GetString()!.Split("/p2p/")[0]);
        foreach (var number in all)
        {
            var identity = (await network.Until([number], "/eth/v1/node/identity", Patience, static of =>
                of[0].GetProperty("enr").GetString()!.Length > 0))[0];
            Assert.Equal(network.QuicAddressOf(number), identity.GetProperty("p2p_addresses")[1].GetString());
            var record = Enr.Parse(identity.GetProperty("enr").GetString()!, out _)!;
            Assert.Contains($"/udp/{record.QuicEndpoint4!.Port}/", network.QuicAddressOf(number), StringComparison.Ordinal);
        }

        await network.Until(all, "/eth/v1/node/syncing", Patience, static of => of.All(static one => Number(one, "head_slot") >= 12));
        await network.Until(all, "/eth/v1/beacon/headers/head", Patience, static of => of.Select(
            static head => head.GetProperty("root").GetString()).Distinct().Count() == 1);
    }

    private static ulong Number(JsonElement element, string name) =>
        ulong.Parse(element.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
