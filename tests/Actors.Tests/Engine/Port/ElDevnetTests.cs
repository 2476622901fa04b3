using System.Globalization;
using System.Text.Json;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Tests.Network;
using Consensoor.Actors.Tests.Network.Wire;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Consensoor.Actors.Tests.Engine.Port;

/// <summary>
/// A node with all validators on an execution layer that `el` runs, over the loopback in real time: each slot has a block with a payload.
/// </summary>
[Collection(RealTimeTests.Name)]
[Trait("Category", RealTimeTests.Category)]
public sealed class ElDevnetTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly CancellationTokenSource _stop = new();

    public void Dispose()
    {
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public Task A_gloas_devnet_has_all_payloads_over_rest() => Run("json,v1", 6, [.. Forks(0, 0, 0, 0, 0)]);

    [LongFact(2)]
    public Task A_devnet_goes_through_all_forks_over_rest() => Run("json,v1", 46, [.. Forks(1, 2, 3, 4, 5)]);

    [LongFact(2)]
    public Task A_devnet_goes_through_all_forks_over_the_older_rest() => Run("json,v2", 46, [.. Forks(1, 2, 3, 4, 5)]);

    [LongFact(2)]
    public Task A_devnet_goes_through_all_forks_over_json_rpc() =>
        Run("json,v1,v2", 46, [.. Forks(1, 2, 3, 4, 5)], "--engine-force-json");

    private static IEnumerable<string> Forks(params int[] epochs)
    {
        string[] names = ["capella", "deneb", "electra", "fulu", "gloas"];
        return ["--fork-epoch", "altair=0", "bellatrix=0", "heze=never", .. names.Select((name, i) => $"{name}={Text(epochs[i])}")];
    }

    private async Task Run(string forms, int slots, string[] network, params string[] options)
    {
        var time = DateTimeOffset.UtcNow.AddSeconds(20).ToUnixTimeSeconds();
        using var said = new StringWriter();
        Assert.Equal(ExitCodes.Done, await Cli(
            said,
            ["genesis", "create", "--output", InFolder("net"), "--validators", "0..16", "--genesis-time", $"{time}", "--set",
                "SLOT_DURATION_MS=2000", .. network]));
        await File.WriteAllTextAsync(InFolder("jwt"), new string('4', 64));
        string[] chain = ["--network-config", InFolder("net/config.yaml"), "--genesis-state", InFolder("net/genesis.ssz")];
        await File.WriteAllTextAsync(InFolder("log.conf"), $"consensoor.logging.file = \"{InFolder("node.log")}\"");
        string[] secret = ["--jwt-secret", InFolder("jwt"), "--log-level", "INFO"];
        using var place = new StringWriter();
        var el = Cli(place, ["el", .. chain, .. secret, "--engine-api-port", "0", "--engine-api-forms", forms, "--blobs", "1"]);
        await Until(() => place.ToString().EndsWith('\n'), el);
        var port = FreePort.Next();
        var node = Cli(said, [
            "run", .. chain, .. secret, "--data-dir", InFolder("data"), "--interop-validators", "0..16", "--engine-api-url",
            place.ToString().Trim(), "--beacon-api-host", "localhost", "--beacon-api-port", Text(port), "--metrics-port", "0", "--p2p-port",
            "0", "--config", InFolder("log.conf"), .. options]);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(20) };
        const string Syncing = "/eth/v1/node/syncing";
        try
        {
            await BeaconAnswers.Until(
                [0],
                async _ =>
                {
                    // One that has ended has said why, and answers never.
                    Assert.False(node.IsCompleted || el.IsCompleted, $"it ended: {said} {place}");
                    return await http.Get(Syncing);
                },
                Patience,
                all => Number(all[0], "head_slot") > (ulong)slots,
                () => said.ToString());
        }
        catch (XunitException)
        {
            output.WriteLine($"node {node.Status}, execution layer {el.Status}, {Syncing}: {await http.Said(Syncing)}");
            output.WriteLine(string.Join('\n', Log().TakeLast(80)));
            throw;
        }

        var syncing = (await http.Get("/eth/v1/node/syncing"))!.Value;
        Assert.False(syncing.GetProperty("el_offline").GetBoolean());
        Assert.False(syncing.GetProperty("is_optimistic").GetBoolean());
        await EachBlockHasItsPayload(http, slots);
        await CountVotes(http, slots - 2);
        await _stop.CancelAsync();
        Assert.Equal(ExitCodes.Done, await node);
        Assert.Equal(ExitCodes.Done, await el);
    }

    // The execution chain grows by one with each block, without a gap.
    private async Task EachBlockHasItsPayload(HttpClient http, int slots)
    {
        var (number, missed) = (0UL, new List<int>());
        for (var slot = 1; slot <= slots; slot++)
        {
            if (await http.Get($"/eth/v2/beacon/blocks/{slot}") is not { } block)
            {
                missed.Add(slot);
                continue;
            }

            var body = block.GetProperty("message").GetProperty("body");
            var payload = body.TryGetProperty("execution_payload", out var inBlock) ? inBlock
                : (await http.Get($"/eth/v1/beacon/execution_payload_envelopes/{slot}") is { } envelope
                    ? envelope.GetProperty("message").GetProperty("payload")
                    : throw new InvalidOperationException(
                        $"the block of slot {slot} has no payload\n{string.Join('\n', Log().TakeLast(80))}"));
            number++;
            Assert.Equal((slot, number), (slot, Number(payload, "block_number")));
        }

        output.WriteLine($"{number} of {slots} slots have a block, each with its payload");

        // A machine that is busy loses some.
        Assert.True(missed.Count <= slots / 6, $"no block in slots {string.Join(", ", missed)}");
    }

    // Of the keys' votes, how many are in a block, and why the others are not.
    private async Task CountVotes(HttpClient http, int slots)
    {
        var (votes, included) = (0, 0);
        for (var slot = 1; slot <= slots; slot++)
        {
            var why = (await http.Get($"/consensoor/v1/duties/why?slot={slot}"))!.Value.GetProperty("duties");
            foreach (var vote in why.EnumerateArray().Where(static duty => duty.GetProperty("duty").GetString() == "attestation"))
            {
                var isIncluded = vote.GetProperty("inclusion_distance").ValueKind != JsonValueKind.Null;
                (votes, included) = (votes + 1, included + (isIncluded ? 1 : 0));
                if (!isIncluded)
                {
                    output.WriteLine($"slot {slot}: {vote}");
                }
            }
        }

        output.WriteLine($"{included} of {votes} votes are in a block");
        Assert.True(included > 0);
    }

    private async Task<int> Cli(StringWriter said, string[] args) =>
        await CommandLine.Run(args, said, said, static _ => null, _stop.Token);

    private static async Task Until(Func<bool> holds, Task run)
    {
        var end = DateTime.UtcNow + Patience;
        while (!holds())
        {
            Assert.False(run.IsCompleted, "it ended");
            Assert.True(DateTime.UtcNow < end, "it does not begin");
            await Task.Delay(100);
        }
    }

    // The node writes on.
    private IReadOnlyList<string> Log()
    {
        if (!File.Exists(InFolder("node.log")))
        {
            return ["the node has no log"];
        }

        using var file = new FileStream(InFolder("node.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().Split('\n');
    }

    private string InFolder(string name) => Path.Combine(_folder, name);

    private static ulong Number(JsonElement of, string name) =>
        ulong.Parse(of.GetProperty(name).GetString()!, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
