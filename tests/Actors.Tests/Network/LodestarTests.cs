using System.Globalization;
using System.Text.Json;
using Consensoor.Actors.Tests.Network.Wire;
using Consensoor.Interop.Tests.Peers;
using Xunit;

namespace Consensoor.Actors.Tests.Network;

/// <summary>The node against Lodestar 1.5.1, on a network that `genesis create` made.</summary>
[Trait("Category", "Peers")]
public sealed class LodestarTests
{
    private const string Checkpoints = "/eth/v1/beacon/states/head/finality_checkpoints";
    private const string Head = "/eth/v1/beacon/headers/head";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    /// <summary>
    /// Half of the keys there, half here: neither justifies alone. Then a node of ours that comes late syncs from Lodestar alone, and has
    /// the head of both.
    /// </summary>
    [PeersTheory(Lodestar.Package, isLong: true)]
    [InlineData(4)]
    public async Task Both_finalize_one_chain_and_a_late_node_syncs_from_it_by_range(int keysHere)
    {
        await using var network = await WireNetwork.OfGenesis(
            2,
            8,
            "--set", "SLOT_DURATION_MS=4000", "--fork-epoch", "altair=0", "bellatrix=never", "capella=never", "deneb=never",
            "electra=never", "fulu=never", "gloas=never");
        using var lodestar = new Lodestar(network.Folder, Path.Combine(network.Folder, "lodestar"));
        var address = await lodestar.Address(TimeSpan.FromMinutes(2));
        lodestar.Validate($"0..{7 - keysHere}");
        network.StartWith(0, $"{8 - keysHere}..8", address);
        await Until(async () => IsFinal(await network.Get(0, Checkpoints)) && IsFinal(await lodestar.Get(Checkpoints)));
        network.StartWith(1, null, address);
        await Until(async () =>
        {
            var roots = await Task.WhenAll(Root(network.Get(0, Head)), Root(network.Get(1, Head)), Root(lodestar.Get(Head)));
            return roots[0] is not null && roots.Distinct(StringComparer.Ordinal).Count() == 1;
        });
        var peers = (await network.Get(1, "/eth/v1/node/peers"))!.Value;
        var peer = Assert.Single(peers.EnumerateArray());
        Assert.EndsWith(peer.GetProperty("peer_id").GetString()!, address, StringComparison.Ordinal);
        Assert.Contains("odestar", peer.GetProperty("agent").GetString(), StringComparison.Ordinal);
    }

    private static async Task<string?> Root(Task<JsonElement?> head) => (await head)?.GetProperty("root").GetString();

    private static bool IsFinal(JsonElement? checkpoints) => checkpoints is { } known
        && ulong.Parse(known.GetProperty("finalized").GetProperty("epoch").GetString()!, CultureInfo.InvariantCulture) >= 1;

    private static async Task Until(Func<Task<bool>> holds)
    {
        var end = DateTime.UtcNow + Patience;
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < end, "it did not come about in time");
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }
}
