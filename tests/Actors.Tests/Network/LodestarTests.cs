using System.Globalization;
using System.Text.Json;
using Consensoor.Actors.Tests.Network.Wire;
using Consensoor.Interop.Tests.Peers;
using Xunit;
using Xunit.Abstractions;

namespace Consensoor.Actors.Tests.Network;

/// <summary>The node against Lodestar 1.5.1, on a network of slots of two seconds that `genesis create` made.</summary>
[Trait("Category", "Peers")]
[Trait("Category", RealTimeTests.Category)]
[Collection(RealTimeTests.Name)]
public sealed class LodestarTests(ITestOutputHelper output)
{
    private const string Checkpoints = "/eth/v1/beacon/states/head/finality_checkpoints";
    private const string Head = "/eth/v1/beacon/headers/head";
    private const string Peers = "/eth/v1/node/peers?state=connected";
    private const ulong SlotsPerEpoch = 8;
    private static readonly TimeSpan Slot = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BeforeTheEnd = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Half of the keys are there, half here, so that neither justifies alone. Lodestar begins; our node comes in the second epoch, syncs
    /// by range and follows by gossip for four epochs (ten where the long form is asked for). In the last of them a second Lodestar comes,
    /// which knows only our node. In the end all three have one head and one finalized chain.
    /// </summary>
    [PeersTheory(Lodestar.Package)]
    [InlineData(4)]
    public async Task Our_node_syncs_from_it_and_follows_it_and_serves_a_second_one_and_all_finalize(int keysHere)
    {
        var epochs = PeersTheoryAttribute.IsLongAsked ? 10UL : 4UL;
        var begun = await LodestarNetwork.Begin(1, validators: 8, Patience);
        await using var network = begun.Network;
        using var lodestar = begun.Lodestar;
        var address = begun.Address;
        lodestar.Validate($"0..{7 - keysHere}");
        await Until("Lodestar makes a block", async () => await HeadOf(lodestar.Get(Head)) is { Slot: > 0 });
        using var second = new Lodestar(network.Folder, Path.Combine(network.Folder, "second"), isFirst: false);
        await second.Address(Patience);
        await Until("Lodestar begins the second epoch", async () => await HeadOf(lodestar.Get(Head)) is { Slot: > SlotsPerEpoch });

        network.StartWith(0, $"{8 - keysHere}..8", address);
        await Until(
            "our node has Lodestar's head",
            async () => await HeadOf(network.Get(0, Head)) is { Slot: > 0 } ours && ours == await HeadOf(lodestar.Get(Head)));
        var first = SlotAt(network, DateTimeOffset.UtcNow) + 1;
        var samples = new List<HeadSample>();
        for (var slot = first; slot < first + epochs * SlotsPerEpoch; slot++)
        {
            if (await Sample(network, lodestar, slot) is { } sample)
            {
                samples.Add(sample);
            }

            if (slot == first + (epochs - 1) * SlotsPerEpoch)
            {
                await second.Connect(network.AddressOf(0));
            }
        }

        Say(lodestar, second, samples);
        var fault = HeadSamples.Fault(samples, (int)(epochs * SlotsPerEpoch));
        Assert.True(fault is null, $"{fault}:\n{string.Join('\n', samples)}");
        var blocks = samples.DistinctBy(static sample => sample.Ours.Root).ToArray();
        var theirs = blocks.Count(sample => sample.Proposer < (ulong)(8 - keysHere));
        Assert.InRange(theirs, blocks.Length / 8, blocks.Length - blocks.Length / 8);

        await Until(
            "the second Lodestar has our head",
            async () => await HeadOf(second.Get(Head)) is { } known && known == await HeadOf(network.Get(0, Head)));
        Assert.Equal([network.IdOf(0)], await IdsOf(second.Get(Peers)));
        Assert.Equal([network.IdOf(0)], await IdsOf(lodestar.Get(Peers)));
        await Until("all finalize", async () => Finalized(await network.Get(0, Checkpoints)) is { Epoch: >= 2 } final
            && final == Finalized(await lodestar.Get(Checkpoints)) && final == Finalized(await second.Get(Checkpoints)));
    }

    private static ulong SlotAt(WireNetwork network, DateTimeOffset now) => (ulong)((now - network.Genesis) / Slot);

    /// <summary>Both heads at the end of a slot; null where an API did not answer.</summary>
    private static async Task<HeadSample?> Sample(WireNetwork network, Lodestar lodestar, ulong slot)
    {
        var wait = network.Genesis + ((slot + 1) * Slot) - BeforeTheEnd - DateTimeOffset.UtcNow;
        await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
        var (ours, theirs) = (network.Get(0, Head), lodestar.Get(Head));
        return await HeadOf(ours) is { } here && await HeadOf(theirs) is { } there
            ? new HeadSample(slot, here, there, Number(Message((await ours)!.Value), "proposer_index"))
            : null;
    }

    private static async Task<(ulong Slot, string Root)?> HeadOf(Task<JsonElement?> head) => await head is { } known
        ? (Number(Message(known), "slot"), known.GetProperty("root").GetString()!)
        : null;

    private static async Task<IEnumerable<string>> IdsOf(Task<JsonElement?> peers) =>
        (await peers)!.Value.EnumerateArray().Select(static peer => peer.GetProperty("peer_id").GetString()!);

    private static (ulong Epoch, string Root)? Finalized(JsonElement? checkpoints) => checkpoints?.GetProperty("finalized") is { } final
        ? (Number(final, "epoch"), final.GetProperty("root").GetString()!)
        : null;

    private static JsonElement Message(JsonElement header) => header.GetProperty("header").GetProperty("message");

    private static ulong Number(JsonElement of, string name) =>
        ulong.Parse(of.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private static async Task Until(string what, Func<Task<bool>> holds)
    {
        var end = DateTime.UtcNow + Patience;
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < end, $"not in time: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }
    }

    private void Say(Lodestar lodestar, Lodestar second, IReadOnlyList<HeadSample> samples)
    {
        foreach (var sample in samples.Where(static sample => sample.IsLate || !sample.IsEqual))
        {
            output.WriteLine($"{sample}{(sample.IsLate ? ", late" : "")}");
        }

        foreach (var complaint in lodestar.Complaints.Concat(second.Complaints))
        {
            output.WriteLine(complaint);
        }
    }
}
