using System.Globalization;
using System.Text.Json;
using Consensoor.Actors.Tests.Network;
using Consensoor.Actors.Tests.Network.Wire;
using Xunit;
using Xunit.Abstractions;

namespace Consensoor.Actors.Tests.Engine.Port;

/// <summary>
/// `el` is a process that dies by SIGKILL at random moments and starts again from its file, in real time, beside a node with all keys: no
/// slot is without a block, payload or vote but those of the outage and the one behind it, no block is ever optimistic, every vote that was
/// given is one that the chain took, and each outage of a slot and a half is said (`el_offline`). `CONSENSOOR_EL_KILLS` says how often, 20
/// unless told otherwise (`.ci/soak el-kill`).
/// </summary>
[Collection(RealTimeTests.Name)]
[Trait("Category", RealTimeTests.Category)]
public sealed class ElKillTests(ITestOutputHelper output)
{
    private const int Keys = 16;
    private const int Seed = 23;
    private const ulong SlotsPerEpoch = 8;
    private static readonly TimeSpan Slot = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // What the timeline said of each slot when its votes could no longer be included.
    private readonly SortedDictionary<ulong, JsonElement> _why = [];

    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("CONSENSOOR_EL_KILLS"), out var kills) ? kills : 20;

    [LongFact(2)]
    public Task In_electra_nothing_is_lost_beyond_the_outage() => Run("electra");

    [LongFact(2)]
    public Task In_gloas_nothing_is_lost_beyond_the_outage() => Run("gloas");

    private async Task Run(string last)
    {
        string[] forks = ["altair", "bellatrix", "capella", "deneb", "electra", "fulu", "gloas", "heze"];
        var reached = Array.IndexOf(forks, last);
        await using var network = await WireNetwork.OfGenesis(
            1, Keys, TimeSpan.FromSeconds(25),
            ["--set", $"SLOT_DURATION_MS={Slot.TotalMilliseconds}", "--fork-epoch",
                .. forks.Select((fork, i) => $"{fork}={(i <= reached ? "0" : "never")}")]);
        using var layer = new ElProcess(network.Folder);
        await layer.Start(Patience);
        network.Execution = ["--engine-api-url", layer.Url, "--jwt-secret", layer.SecretFile];
        network.Start(0, $"0..{Keys}");
        await network.Until([0], "/eth/v1/node/syncing", Patience, static all => Number(all[0], "head_slot") >= 2 * SlotsPerEpoch);
        var random = new Random(Seed);
        var missable = new HashSet<ulong>();
        var found = new List<double>();
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(random.Next((int)Slot.TotalMilliseconds));
            var killed = SlotNow(network);
            layer.Kill();
            var away = TimeSpan.FromMilliseconds(random.Next(3 * (int)Slot.TotalMilliseconds));
            await Task.Delay(away);
            var isSaid = (await network.Get(0, "/eth/v1/node/syncing"))!.Value.GetProperty("el_offline").GetBoolean();
            Assert.True(isSaid || away < 1.5 * Slot, $"killed in slot {killed:F2}, and {away / Slot:F2} slots later nothing is said of it");
            await layer.Start(Patience);
            var (back, since) = (SlotNow(network), DateTime.UtcNow);
            await network.Until([0], "/eth/v1/node/syncing", Patience, static all => !all[0].GetProperty("el_offline").GetBoolean());
            found.Add((DateTime.UtcNow - since) / Slot);
            output.WriteLine(
                $"away from slot {killed:F2} to {back:F2}, {(isSaid ? "said" : "not said")}, found {found[^1]:F2} slots later");
            for (var slot = (ulong)killed; slot <= (ulong)back + 1; slot++)
            {
                missable.Add(slot);
            }

            await UntilSlot(network, (ulong)back + 6);
            await Remember(network, until: (ulong)SlotNow(network) - (2 * SlotsPerEpoch));
        }

        // Two epochs behind the last of them all votes count again.
        var over = (((ulong)SlotNow(network) / SlotsPerEpoch) + 4) * SlotsPerEpoch;
        await UntilSlot(network, over + (SlotsPerEpoch / 2));
        await Remember(network, until: over - (2 * SlotsPerEpoch));
        await Check(network, missable, over - (2 * SlotsPerEpoch));
        output.WriteLine($"{last}: {Kills} kills; found after {found.Average():F2} slots, {found.Max():F2} at most");
        Assert.True(found.Max() <= 1, $"found {found.Max():F2} slots behind its return");
    }

    private async Task Check(WireNetwork network, HashSet<ulong> missable, ulong end)
    {
        var (missed, empty, lost, given, others) = (new List<ulong>(), new List<ulong>(), new List<string>(), 0, 0);
        (ulong Slot, string Hash)? before = null;
        for (ulong slot = 1; slot <= end; slot++)
        {
            if (await network.Get(0, $"/eth/v2/beacon/blocks/{slot}") is { } block)
            {
                var (hash, parent) = Payload(block.GetProperty("message").GetProperty("body"));
                if (before is { } one && one.Hash != parent)
                {
                    empty.Add(one.Slot);
                }

                before = (slot, hash);
            }
            else
            {
                missed.Add(slot);
            }

            Assert.All(
                _why[slot].GetProperty("blocks").EnumerateArray(),
                static one => Assert.False(one.GetProperty("execution_optimistic").GetBoolean()));
            foreach (var duty in _why[slot].GetProperty("duties").EnumerateArray())
            {
                var isDone = duty.GetProperty("done").ValueKind == JsonValueKind.True;
                var isVote = duty.GetProperty("duty").GetString() == "attestation";
                var isIncluded = duty.GetProperty("inclusion_distance").ValueKind != JsonValueKind.Null;
                given += isVote && isDone ? 1 : 0;
                others += !isVote && !isDone && !missable.Contains(slot) ? 1 : 0;
                if (isVote && (isDone ? !isIncluded : !missable.Contains(slot)))
                {
                    lost.Add($"slot {slot}: {duty}");
                }
            }
        }

        output.WriteLine($"{end} slots, {missable.Count} of them those of outages and the ones behind them");
        output.WriteLine($"without a block: {string.Join(' ', missed)}; without a payload: {string.Join(' ', empty)}");
        output.WriteLine($"{given} votes given, {lost.Count} of them lost; {others} other duties missed beyond the outages");
        foreach (var slot in missed.Concat(empty).Except(missable))
        {
            output.WriteLine($"{_why[slot]}\n{(_why.TryGetValue(slot + 1, out var next) ? next : null)}");
        }

        Assert.Empty(missed.Except(missable));
        Assert.Empty(empty.Except(missable));
        Assert.True(lost.Count == 0, string.Join('\n', lost));
        var syncing = (await network.Get(0, "/eth/v1/node/syncing"))!.Value;
        Assert.False(syncing.GetProperty("is_optimistic").GetBoolean());
        var finality = (await network.Get(0, "/eth/v1/beacon/states/head/finality_checkpoints"))!.Value;
        Assert.True(Number(finality.GetProperty("finalized"), "epoch") + 3 >= (ulong)SlotNow(network) / SlotsPerEpoch, $"{finality}");
    }

    // The hash of a block's payload, and that of the payload it stands on.
    private static (string Hash, string Parent) Payload(JsonElement body) => body.TryGetProperty("execution_payload", out var payload)
        ? (Text(payload, "block_hash"), Text(payload, "parent_hash"))
        : (Text(Bid(body), "block_hash"), Text(Bid(body), "parent_block_hash"));

    private static JsonElement Bid(JsonElement body) => body.GetProperty("signed_execution_payload_bid").GetProperty("message");

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;

    private async Task Remember(WireNetwork network, ulong until)
    {
        for (var slot = _why.Count == 0 ? 1 : _why.Keys.Last() + 1; slot <= until; slot++)
        {
            var why = await network.Get(0, $"/consensoor/v1/duties/why?slot={slot.ToString(CultureInfo.InvariantCulture)}");
            _why[slot] = why ?? throw new InvalidOperationException($"nothing is remembered of slot {slot}");
        }
    }

    private static async Task UntilSlot(WireNetwork network, ulong slot)
    {
        var wait = network.Genesis + (slot * Slot) - DateTimeOffset.UtcNow;
        await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
    }

    private static double SlotNow(WireNetwork network) => (DateTimeOffset.UtcNow - network.Genesis) / Slot;

    private static ulong Number(JsonElement of, string name) =>
        ulong.Parse(of.GetProperty(name).GetString()!, NumberStyles.None, CultureInfo.InvariantCulture);
}
