using System.Text.Json;
using Consensoor.Actors.Cli;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Genesis;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>Nodes started by the command line in real time: `run` with keys, and stopping at any moment.</summary>
public sealed class NodeRunTests : IDisposable
{
    private const string Yaml = "PRESET_BASE: minimal\nCONFIG_NAME: devnet\nSLOT_DURATION_MS: 1000\n";

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_with_interop_keys_makes_blocks_with_its_graffiti()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var port = FreePort.Next();
        var run =
            Run(stop.Token, "run", "--network-config", Text("c.yaml", Yaml), "--genesis-state", Genesis(), "--data-dir", _folder,
                "--interop-validators", "0..16", "--engine-api-url", "embedded",
            "--graffiti", "sixteen keys", "--beacon-api-host", "localhost", "--beacon-api-port", $"{port}", "--metrics-port", "0",
            "--p2p-port", "0", "--log-level", "ERROR");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        using var block = await HeadBlock(http, run, stop.Token);
        var body = block.RootElement.GetProperty("data").GetProperty("message").GetProperty("body");
        Assert.Equal(
            "CA sixteen keys",
            System.Text.Encoding.UTF8.GetString(Convert.FromHexString(body.GetProperty("graffiti").GetString()![2..])).TrimEnd('\0'));
        await stop.CancelAsync();
        Assert.Equal(ExitCodes.Done, (await run).Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(300)]
    [InlineData(1500)]
    public async Task A_devnet_stops_cleanly_whenever_it_is_asked_to(int afterMs)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(afterMs));
        var run = await Run(
            stop.Token,
            "devnet",
            "--validators",
            "16",
            "--data-dir",
            _folder,
            "--beacon-api-port",
            "0",
            "--metrics-port",
            "0",
            "--log-level",
            "ERROR");
        Assert.Equal((ExitCodes.Done, ""), (run.Code, run.Error));
    }

    private static async Task<CliRun> Run(CancellationToken stop, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.Run(args, output, error, static _ => null, stop);
        return new CliRun(code, output.ToString(), error.ToString());
    }

    private static async Task<JsonDocument> HeadBlock(HttpClient http, Task<CliRun> run, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (await timer.WaitForNextTickAsync(stop))
        {
            Assert.False(run.IsCompleted, run.IsCompleted ? (await run).Error : "");
            try
            {
                var head = JsonDocument.Parse(await http.GetStringAsync("/eth/v2/beacon/blocks/head", stop));
                if (head.RootElement.GetProperty("data").GetProperty("message").GetProperty("slot").GetString() != "0")
                {
                    return head;
                }
            }
            catch (HttpRequestException)
            {
                // Not up yet, or no block but the genesis.
            }
        }

        throw new InvalidOperationException("the timer ended");
    }

    private string Genesis()
    {
        Assert.True(ChainConfig.TryParse(Yaml, out var config, out _));
        var time = (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 5;
        var genesis =
            InteropGenesis.Create(new ChainSpec(Preset.Minimal, config), 16, time, EmbeddedExecutionLayer.Genesis(time), ManagedBls.Shared);
        File.WriteAllBytes(Path.Combine(_folder, "genesis.ssz"), genesis.ToSsz(genesis.Ssz));
        return Path.Combine(_folder, "genesis.ssz");
    }

    private string Text(string name, string text)
    {
        File.WriteAllText(Path.Combine(_folder, name), text);
        return Path.Combine(_folder, name);
    }
}
