using System.Net;
using System.Text.Json;
using Consensoor.Actors.Hosting;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Serilog.Events;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>A real devnet in real time, asked over HTTP as tools ask it; then stopped and started again on the same data.</summary>
public sealed class DevnetApiTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task ToolsGetWhatTheyAskForAndARestartGoesOn()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var port = FreePort.Next();
        var options = new DevnetOptions(1, 16, 1_000, GloasFromGenesis: true, Reset: false, folder, port, 0, null, LogEventLevel.Error);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        var head = await While(options, async () =>
        {
            var slot = await HeadReaches(http, 3);
            await Answers(http);
            await Refuses(http);
            await TellsOfDuties(http, slot);
            return slot;
        });

        await While(options, () => HeadReaches(http, head + 2));
    }

    private static async Task<ulong> While(DevnetOptions options, Func<Task<ulong>> body)
    {
        using var stop = new CancellationTokenSource();
        var run = DevnetHost.Run(options, stop.Token);
        try
        {
            return await body();
        }
        finally
        {
            await stop.CancelAsync();
            Assert.Equal(0, await run);
        }
    }

    private static async Task<ulong> HeadReaches(HttpClient http, ulong slot)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (await timer.WaitForNextTickAsync(patience.Token))
        {
            try
            {
                using var syncing = JsonDocument.Parse(await http.GetStringAsync("/eth/v1/node/syncing", patience.Token));
                var head = ulong.Parse(
                    syncing.RootElement.GetProperty("data").GetProperty("head_slot").GetString()!,
                    System.Globalization.CultureInfo.InvariantCulture);
                if (head >= slot)
                {
                    return head;
                }
            }
            catch (HttpRequestException)
            {
                // Not up yet.
            }
        }

        throw new InvalidOperationException("the timer ended");
    }

    /// <summary>Of a slot that had a block the node says when that came, and in time what became of its validators' votes.</summary>
    private static async Task TellsOfDuties(HttpClient http, ulong slot)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (await timer.WaitForNextTickAsync(patience.Token))
        {
            using var why = JsonDocument.Parse(await http.GetStringAsync($"/consensoor/v1/duties/why?slot={slot}", patience.Token));
            var data = why.RootElement.GetProperty("data");
            Assert.NotEqual(0, data.GetProperty("blocks").GetArrayLength());
            if (data.GetProperty("duties").EnumerateArray().Any(static duty => duty.GetProperty("duty").GetString() == "attestation"))
            {
                return;
            }
        }
    }

    private static async Task Answers(HttpClient http)
    {
        foreach (var path in (string[])
            [
                "/eth/v1/node/health",
                "/eth/v1/node/version",
                "/eth/v1/node/identity",
                "/eth/v1/node/peer_count",
                "/eth/v1/beacon/genesis",
                "/eth/v1/beacon/headers",
                "/eth/v1/beacon/headers/head",
                "/eth/v1/beacon/headers/finalized",
                "/eth/v1/beacon/blocks/head/root",
                "/eth/v1/beacon/states/head/root",
                "/eth/v1/beacon/states/head/fork",
                "/eth/v1/beacon/states/genesis/finality_checkpoints",
                "/eth/v1/beacon/states/head/validators?id=0,3&status=active_ongoing",
                "/eth/v1/beacon/states/head/validators/3",
                "/eth/v2/beacon/blocks/head",
                "/eth/v1/config/spec",
                "/eth/v1/config/fork_schedule",
                "/eth/v1/config/deposit_contract",
                "/eth/v1/debug/fork_choice",
            ])
        {
            using var answer = await http.GetAsync(path);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        }

        var context = new ChainSpec(Preset.Minimal, ChainConfig.Minimal).Ssz(ForkName.Gloas);
        var parent = await ParentOf(http, "head");
        while (!(await http.GetAsync($"/eth/v1/beacon/execution_payload_envelopes/{parent}")).IsSuccessStatusCode)
        {
            // On a machine with other work a payload may have come too late; genesis ends the search with 404.
            parent = await ParentOf(http, parent);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/eth/v2/beacon/blocks/{parent}");
        request.Headers.Accept.ParseAdd("application/octet-stream;q=1,application/json;q=0.9");
        using var ssz = await http.SendAsync(request);
        Assert.Equal("gloas", ssz.Headers.GetValues("Eth-Consensus-Version").Single());
        Assert.True(
            SignedBeaconBlock.TryDecode(await ssz.Content.ReadAsByteArrayAsync(), context, out var block, out var error), error.ToString());

        Assert.Equal(parent, block.Message.HashTreeRoot(context).ToString());
        using var envelope = JsonDocument.Parse(await http.GetStringAsync($"/eth/v1/beacon/execution_payload_envelopes/{parent}"));
        Assert.Equal(
            block.Message.Body.SignedExecutionPayloadBid.Message.BlockHash.ToString(),
            envelope.RootElement.GetProperty("data").GetProperty("message").GetProperty("payload").GetProperty("block_hash").GetString());
    }

    private static async Task<string> ParentOf(HttpClient http, string block)
    {
        using var header = JsonDocument.Parse(await http.GetStringAsync($"/eth/v1/beacon/headers/{block}"));
        var message = header.RootElement.GetProperty("data").GetProperty("header").GetProperty("message");
        return message.GetProperty("parent_root").GetString()!;
    }

    private static async Task Refuses(HttpClient http)
    {
        foreach (var (path, code) in ((string, HttpStatusCode)[])
            [
                ("/eth/v1/beacon/states/0x12/root", HttpStatusCode.BadRequest),
                ("/eth/v1/beacon/headers/99999999", HttpStatusCode.NotFound),
                ("/eth/v1/beacon/headers?slot=-1", HttpStatusCode.BadRequest),
                ("/eth/v1/beacon/states/head/validators?status=dead", HttpStatusCode.BadRequest),
                ("/eth/v1/beacon/states/head/validators/99999", HttpStatusCode.NotFound),
                ("/eth/v1/events", HttpStatusCode.BadRequest),
                ("/eth/v1/events?topics=head,weather", HttpStatusCode.BadRequest),
                ("/eth/v9/nothing", HttpStatusCode.NotFound),
            ])
        {
            using var answer = await http.GetAsync(path);
            Assert.Equal(code, answer.StatusCode);
            using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            Assert.Equal((int)code, body.RootElement.GetProperty("code").GetInt32());
            Assert.NotEmpty(body.RootElement.GetProperty("message").GetString()!);
        }
    }
}
