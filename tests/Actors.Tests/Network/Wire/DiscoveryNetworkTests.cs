using System.Globalization;
using System.Text.Json;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Tests.Peers;
using Xunit;

namespace Consensoor.Actors.Tests.Network.Wire;

/// <summary>Nodes of this process that find each other by discv5 over the loopback, in real time.</summary>
public sealed class DiscoveryNetworkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly string Yaml = string.Join('\n',
        "PRESET_BASE: minimal", "CONFIG_NAME: discovery-test", "SLOT_DURATION_MS: 2000", "ALTAIR_FORK_EPOCH: 0", "BELLATRIX_FORK_EPOCH: 0",
        "CAPELLA_FORK_EPOCH: 0", "DENEB_FORK_EPOCH: 0", "ELECTRA_FORK_EPOCH: 0", "FULU_FORK_EPOCH: 1", "GLOAS_FORK_EPOCH: 2", "");

    /// <summary>The second and third know the first by its record alone; each comes to be a peer of both others.</summary>
    [Fact]
    public async Task Three_nodes_find_each_other_from_one_boot_node_and_follow_one_head()
    {
        await using var network = new WireNetwork(3, Yaml, TimeSpan.FromSeconds(15));
        network.StartDiscovering(0, "0..8");
        var first = await Identity(network, 0, static _ => true);
        var boot = first.GetProperty("enr").GetString()!;
        network.StartDiscovering(1, "8..16", boot);
        network.StartDiscovering(2, null, boot);
        int[] all = [0, 1, 2];
        await network.Until(all, "/eth/v1/node/peer_count", Patience, static of => of.All(
            static one => one.GetProperty("connected").GetString() == "2"));
        await network.Until(all, "/eth/v1/node/syncing", Patience, static of => of.All(static one => Number(one, "head_slot") >= 18));
        await network.Until(all, "/eth/v1/beacon/headers/head", Patience, static of => of.Select(
            static head => head.GetProperty("root").GetString()).Distinct().Count() == 1);

        // Who has a peer's record shows it; its key is that of the peer id.
        await network.Until([1, 2], "/eth/v1/node/peers", Patience, static of => of.All(static peers => peers.EnumerateArray().Any(
            static peer => peer.GetProperty("enr").GetString() is { } enr
                && Enr.Parse(enr, out _)!.PeerId.ToString() == peer.GetProperty("peer_id").GetString())));

        // Two forks later the record says so, by higher numbers, and is that of the same metadata.
        var before = Enr.Parse(boot, out _)!;
        var now = await Identity(
            network, 0, static one => Enr.Parse(one.GetProperty("enr").GetString()!, out _)!.Eth2!.NextForkEpoch == ulong.MaxValue);
        var record = Enr.Parse(now.GetProperty("enr").GetString()!, out _)!;
        Assert.Equal((before.NodeId, before.PeerId), (record.NodeId, record.PeerId));
        Assert.True(record.Sequence > before.Sequence);
        Assert.NotEqual(default(ForkDigest), before.NextForkDigest);
        Assert.Equal(default(ForkDigest), record.NextForkDigest);
        Assert.NotEqual(before.Eth2!.ForkDigest, record.Eth2!.ForkDigest);
        Assert.Null(record.Value(EnrKeys.Quic));
        var metadata = now.GetProperty("metadata");
        Assert.Equal(metadata.GetProperty("custody_group_count").GetString(), Text(record.CustodyGroupCount!.Value));
        Assert.Equal(metadata.GetProperty("attnets").GetString(), $"0x{Convert.ToHexStringLower(record.Value(EnrKeys.Attnets)!)}");
        Assert.Equal(metadata.GetProperty("syncnets").GetString(), $"0x{Convert.ToHexStringLower(record.Value(EnrKeys.Syncnets)!)}");
        var (tcp, udp) = (record.TcpEndpoint4!, record.UdpEndpoint4!);
        Assert.Equal($"/ip4/{tcp.Address}/tcp/{tcp.Port}/p2p/{record.PeerId}", now.GetProperty("p2p_addresses")[0].GetString());
        Assert.Equal($"/ip4/{udp.Address}/udp/{udp.Port}/p2p/{record.PeerId}", now.GetProperty("discovery_addresses")[0].GetString());

        // A restart that changes nothing changes no number.
        await network.Stop(0);
        network.StartDiscovering(0, "0..8");
        var again = await Identity(network, 0, static _ => true);
        Assert.Equal(now.GetProperty("enr").GetString(), again.GetProperty("enr").GetString());
        Assert.Equal(
            metadata.GetProperty("seq_number").GetString(), again.GetProperty("metadata").GetProperty("seq_number").GetString());
    }

    /// <summary>A launcher names a node that has no record by its address of libp2p; that node's peers are found from it.</summary>
    [Fact]
    public async Task A_boot_node_may_be_a_multiaddr_that_is_dialled()
    {
        await using var network = new WireNetwork(3, Yaml, TimeSpan.FromSeconds(60));
        network.StartDiscovering(0, null);
        var address = (await Identity(network, 0, static _ => true)).GetProperty("p2p_addresses")[0].GetString()!;
        network.StartDiscovering(1, null, address);
        network.StartDiscovering(2, null, address);
        await network.Until([0, 1, 2], "/eth/v1/node/peer_count", Patience, static of => of.All(
            static one => one.GetProperty("connected").GetString() == "2"));
    }

    /// <summary>A boot node of another make, which is no peer itself.</summary>
    [PeersTheory("discv5")]
    [InlineData("127.0.0.1")]
    [Trait("Category", "Peers")]
    public async Task Two_nodes_find_each_other_through_a_boot_node_of_chainsafe(string address)
    {
        using var theirs = await Discv5Peer.StartAsync();
        await using var network = new WireNetwork(2, Yaml, TimeSpan.FromSeconds(60));
        network.StartDiscovering(0, null, theirs.Record);
        network.StartDiscovering(1, null, theirs.Record);
        int[] all = [0, 1];
        await network.Until(all, "/eth/v1/node/peer_count", Patience, static of => of.All(
            static one => one.GetProperty("connected").GetString() == "1"));
        var identities = await network.Until(all, "/eth/v1/node/identity", Patience, static _ => true);
        var known = (await theirs.DoAsync(new { @do = "known" })).AsArray().Select(static text => (string)text!).ToArray();
        foreach (var identity in identities)
        {
            var record = Enr.Parse(identity.GetProperty("enr").GetString()!, out _)!;
            Assert.Equal(address, record.UdpEndpoint4!.Address.ToString());
            Assert.Contains(known, text => Enr.Parse(text, out _)!.NodeId == record.NodeId);
        }
    }

    private static async Task<JsonElement> Identity(WireNetwork network, int number, Func<JsonElement, bool> holds) =>
        (await network.Until([number], "/eth/v1/node/identity", Patience, all =>
            all[0].GetProperty("enr").GetString()!.Length > 0 && holds(all[0])))[0];

    private static ulong Number(JsonElement element, string name) =>
        ulong.Parse(element.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
