using System.Globalization;
using System.Text.Json;
using Consensoor.Actors.Tests.Network.Processes;
using Consensoor.Actors.Tests.Network.Wire;
using Xunit;

namespace Consensoor.Actors.Tests.Network;

/// <summary>Six processes of ours that know one boot node, in real time: what a devnet goes through in five epochs.</summary>
[Trait("Category", RealTimeTests.Category)]
[Collection(RealTimeTests.Name)]
public sealed class SixProcessesTests
{
    private const string Checkpoints = "/eth/v1/beacon/states/head/finality_checkpoints";
    private const string Head = "/eth/v1/beacon/headers/head";
    private const string Syncing = "/eth/v1/node/syncing";
    private const string Peers = "/eth/v1/node/peer_count";
    private const int SlotsPerEpoch = 8;

    /// <summary>
    /// Four nodes have a quarter of the keys each, two of them keep all columns, and gloas begins at epoch 1. One is killed and comes
    /// back, one is cut off for an epoch; then one joins by checkpoint and one from genesis, and all have one finalized chain with
    /// blobs.
    /// </summary>
    [LongFact]
    public async Task Six_nodes_keep_one_chain_through_a_kill_and_a_cut_and_late_joins()
    {
        await using var network = await NodeProcesses.Create(
            6,
            TimeSpan.FromSeconds(3),
            TimeSpan.FromSeconds(45),
            "--validators", "0..32", "--fork-epoch", "altair=0", "bellatrix=0", "capella=0", "deneb=0", "electra=0", "fulu=0", "gloas=1");
        string[] Keys(int node) =>
            ["--interop-validators", $"{8 * node}..{8 * node + 8}", .. node is 0 or 3 ? (string[])["--supernode"] : []];
        network.Start(0, [.. network.FromGenesis(), .. Keys(0)]);
        var identity = await network.Until([0], "/eth/v1/node/identity", 15, static _ => true);
        string[] boot = ["--bootnodes", identity[0].GetProperty("enr").GetString()!];
        string[] Member(int node) => [.. network.FromGenesis(), .. Keys(node), .. boot];
        int[] members = [1, 2, 3];
        Array.ForEach(members, node => network.Start(node, Member(node)));
        await network.Until([0, 1, 2, 3], Peers, 30, static all => all.All(static one => Number(one, "connected") == 3));

        await network.UntilSlot(SlotsPerEpoch + 2.5);
        await network.Kill(1);
        await network.UntilSlot(SlotsPerEpoch + 6.5);
        network.Start(1, Member(1));
        await network.Until([1], Syncing, 20, one => Number(one[0], "head_slot") + 2 >= network.Slot);

        var cut = Math.Ceiling(network.Slot / SlotsPerEpoch) * SlotsPerEpoch - 0.5;
        await network.UntilSlot(cut);
        network.Cut(2, isCut: true);
        await network.UntilSlot(cut + SlotsPerEpoch);
        network.Cut(2, isCut: false);
        await network.Until([2], Syncing, 24, one => Number(one[0], "head_slot") + 2 >= network.Slot);
        await network.Until([0], Checkpoints, 5 * SlotsPerEpoch, static one => Epoch(one[0]) >= 3);

        network.Start(4, ["--checkpoint-sync-url", network.UrlOf(0), .. boot]);
        network.Start(5, [.. network.FromGenesis(), .. boot]);
        int[] all = [0, 1, 2, 3, 4, 5];
        await network.Until(all, Checkpoints, 8 * SlotsPerEpoch, static of => of.All(static one => Epoch(one) >= 5));
        await network.Until(
            all,
            Head,
            2 * SlotsPerEpoch,
            static of => of.Select(static head => head.GetProperty("root").GetString()).Distinct(StringComparer.Ordinal).Count() == 1);

        // What was before its checkpoint node 4 fetches beside the rest.
        var first = 1;
        while (first < 3 * SlotsPerEpoch && await network.Get(5, Block(first)) is null)
        {
            first++;
        }

        await network.Until([4], Block(first), 2 * SlotsPerEpoch, static _ => true);
        var blobs = 0;
        for (var slot = 1; slot <= 5 * SlotsPerEpoch; slot++)
        {
            var roots = await Task.WhenAll(all.Select(node => network.Get(node, Block(slot))));
            Assert.Single(roots.Select(static root => root?.ToString()).Distinct(StringComparer.Ordinal));
            blobs += CommitmentsIn(await network.Get(5, $"/eth/v2/beacon/blocks/{slot}"));
        }

        Assert.True(blobs > 0, "no block had a blob");
        Assert.All(await network.Stop(), static code => Assert.Equal(0, code));
    }

    private static string Block(int slot) => $"/eth/v1/beacon/blocks/{slot}/root";

    private static int CommitmentsIn(JsonElement? block)
    {
        if (block is not { } some)
        {
            return 0;
        }

        var body = some.GetProperty("message").GetProperty("body");
        var holder = body.TryGetProperty("signed_execution_payload_bid", out var bid) ? bid.GetProperty("message") : body;
        return holder.GetProperty("blob_kzg_commitments").GetArrayLength();
    }

    private static ulong Epoch(JsonElement checkpoints) => Number(checkpoints.GetProperty("finalized"), "epoch");

    private static ulong Number(JsonElement of, string name) =>
        ulong.Parse(of.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
