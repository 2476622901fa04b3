using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Cli.Diagnosis;
using Consensoor.Actors.Tests.Hosting.Checkpoints;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Table;
using Consensoor.Interop.Discovery.Udp;
using Consensoor.Interop.Discovery.Wire;
using Consensoor.Interop.Storage;
using Consensoor.Interop.Tests.Keys;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>`doctor`: each thing that is wrong is named with what to do, and nothing stays of the check.</summary>
public sealed class DoctorTests : IDisposable
{
    private static readonly string Secret = new('7', 64), OtherSecret = new('8', 64);
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_node_that_has_all_it_needs_is_well()
    {
        await MakeNetwork();
        await using var layer = await Layer.Start(_folder, Secret);
        var (code, findings) = await Examine(
            "--engine-api-url", layer.Url, "--jwt-secret", Text("jwt", Secret), "--validator-keys", $"{Place("keys")}:{Place("secrets")}");
        Assert.True(code == ExitCodes.Done, string.Join('\n', findings));
        Has(findings, "configuration", "ok", "nothing is wrong");
        Has(findings, "clock", "ok", "genesis in ");
        Assert.Contains(findings, static one => one.Check == "clock" && one.Text.Contains("that of 127.0.0.1", StringComparison.Ordinal));
        Has(findings, "data directory", "ok", "is made at the start");
        Has(findings, "ports", "ok", "each is free");
        Has(findings, "execution layer", "ok", "Consensoor.Actors");
        Has(findings, "execution layer", "ok", "chain id 5");
        Has(findings, "keys", "ok", "2 of 2 keystores open");
        Has(findings, "peers", "ok", "none are given");
        Assert.Contains(findings, static one => one.Check == "disk");
        Assert.False(Directory.Exists(Place("data")));
        Assert.DoesNotContain(Directory.EnumerateFiles(_folder), static file => file.Contains("doctor", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_execution_layer_with_another_secret_or_chain_or_none_at_all_is_told_apart()
    {
        await MakeNetwork();
        await using var layer = await Layer.Start(_folder, Secret);
        var (code, findings) = await Examine("--engine-api-url", layer.Url, "--jwt-secret", Text("other", OtherSecret));
        Assert.Equal(ExitCodes.Refused, code);
        Has(findings, "execution layer", "fail", "the JWT secrets differ", "same file");
        (_, findings) = await Examine("--engine-api-url", layer.Url);
        Has(findings, "execution layer", "fail", "no JWT secret is given", "--jwt-secret");
        (_, findings) = await Examine("--engine-api-url", "http://127.0.0.1:1", "--jwt-secret", Text("jwt", Secret));
        Has(findings, "execution layer", "fail", "cannot be reached", "--engine-api-url");
        (_, findings) = await Examine("--engine-api-url", "http://nowhere.invalid:8551", "--jwt-secret", Text("jwt", Secret));
        Has(findings, "execution layer", "fail", "nowhere.invalid", "--engine-api-url");

        var config = Path.Combine(Place("network"), "config.yaml");
        var other = (await File.ReadAllTextAsync(config)).Replace("DEPOSIT_CHAIN_ID: 5", "DEPOSIT_CHAIN_ID: 6", StringComparison.Ordinal);
        (_, findings) = await Examine(
            "--network-config", Text("other.yaml", other), "--engine-api-url", layer.Url, "--jwt-secret", Text("jwt", Secret));
        Has(findings, "execution layer", "fail", "its chain id is 5, and DEPOSIT_CHAIN_ID of the chain is 6", "same network");
    }

    [Fact]
    public async Task A_taken_port_and_keys_that_do_not_open_are_named()
    {
        await MakeNetwork();
        using var taken = new TcpListener(IPAddress.Any, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(Directory.EnumerateFiles(Place("secrets")).First(), "another password\n");
        var (code, findings) = await Examine("--beacon-api-port", port, "--validator-keys", $"{Place("keys")}:{Place("secrets")}");
        Assert.Equal(ExitCodes.Refused, code);
        Has(findings, "ports", "fail", $"--beacon-api-port: cannot listen on 0.0.0.0:{port}", "another port (--beacon-api-port)");
        Has(findings, "keys", "fail", "no key: ", "password");
        Has(findings, "keys", "ok", "1 of 2 keystores open");
        Has(findings, "execution layer", "warn", "none is given", "--engine-api-url");
    }

    /// <summary>A start would go on without such keys, and so does the check.</summary>
    [Fact]
    public async Task Keys_that_do_not_open_are_no_failure_where_a_start_goes_on_without_them()
    {
        await MakeNetwork();
        await File.WriteAllTextAsync(Directory.EnumerateFiles(Place("secrets")).First(), "another password\n");
        var lax = Text("lax.conf", "consensoor.validators.keystores.strict = off\n");
        var (code, findings) = await Examine("--config", lax, "--validator-keys", $"{Place("keys")}:{Place("secrets")}");
        Assert.True(code == ExitCodes.Done, string.Join('\n', findings));
        Has(findings, "keys", "warn", "no key: ", "starts without it");
        Has(findings, "keys", "ok", "1 of 2 keystores open");
        Directory.CreateDirectory(Place("empty"));
        (code, findings) = await Examine("--validator-keys", $"{Place("empty")}:{Place("secrets")}");
        Assert.Equal(ExitCodes.Refused, code);
        Has(findings, "keys", "fail", "there is no keystore in", "folder of keystores first");
    }

    /// <summary>Ports and folder of a node that runs are its own: neither is wrong.</summary>
    [Fact]
    public async Task Beside_a_node_that_runs_its_ports_and_folder_are_no_failure()
    {
        await MakeNetwork();
        using var taken = new TcpListener(IPAddress.Any, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        using var locked = DirectoryLock.Take(Place("data"));
        var (code, findings) = await Examine("--beacon-api-port", port);
        Assert.True(code == ExitCodes.Done, string.Join('\n', findings));
        Has(findings, "data directory", "warn", "is in use by another process", "ctl");
        Assert.DoesNotContain(findings, static one => one.Check == "ports");
    }

    /// <summary>What no start would take has no slot to stand in.</summary>
    [Theory]
    [InlineData(40, 0xff, "is later than any clock goes")]
    [InlineData(39, 0, "39 bytes are no state")]
    public async Task A_genesis_that_is_no_state_is_named(int length, byte filler, string text)
    {
        await MakeNetwork();
        var file = Place("none.ssz");
        await File.WriteAllBytesAsync(file, [.. Enumerable.Repeat(filler, length)]);
        var (code, findings) = await Examine("--genesis-state", file);
        Assert.Equal(ExitCodes.Refused, code);
        Has(findings, "genesis", "fail", $"{file}: ", "--genesis-state");
        Has(findings, "genesis", "fail", text, "--genesis-state");
    }

    [Fact]
    public async Task A_checkpoints_node_is_asked_as_a_start_asks_it()
    {
        await MakeNetwork();
        var own = (await File.ReadAllLinesAsync(Path.Combine(Place("network"), "config.yaml")))
            .Single(static line => line.StartsWith("GENESIS_FORK_VERSION: ", StringComparison.Ordinal)).Split(' ')[1];
        string Genesis(string version) => $$$"""{"data":{"genesis_fork_version":"{{{version}}}"}}""";
        async Task<IReadOnlyList<Finding>> Ask(string answer)
        {
            // It sends elsewhere once, where a start follows.
            await using var server = new RawServer(path => path == "/there"
                ? RawServer.Reply(Encoding.UTF8.GetBytes(answer), "application/json")
                : RawServer.Reply([], "application/json", 302, "Location: /there"));
            return (await Examine("--checkpoint-sync-url", server.Url.ToString())).Findings;
        }

        Has(await Ask(Genesis(own)), "checkpoint", "ok", "answers");
        Has(await Ask(Genesis("0xffffffff")), "checkpoint", "fail", "is of another chain: GENESIS_FORK_VERSION 0xffffffff", "this chain");
        Has(await Ask(Genesis("\\ud800")), "checkpoint", "fail", "has no genesis_fork_version", "--checkpoint-sync-url");
        Has(await Ask("[]"), "checkpoint", "fail", "the answer has no data", "--checkpoint-sync-url");
        Has(await Ask("x"), "checkpoint", "fail", "the answer is no JSON", "--checkpoint-sync-url");
    }

    /// <summary>What strangers say does not move the cursor.</summary>
    [Fact]
    public async Task Words_of_a_server_are_escaped()
    {
        await using var server = new RawServer(_ => RawServer.Reply(
            Encoding.UTF8.GetBytes("""{"data":{"genesis_fork_version":"\u001b[2J\u202e"}}"""), "application/json"));
        var run = await CliRun.Of(
            "doctor", "--preset", "minimal", "--data-dir", Place("data"), "--beacon-api-port", "0", "--metrics-port", "0",
            "--p2p-port", "0", "--checkpoint-sync-url", server.Url.ToString());
        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.Contains("[2J\\u202E, not ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.DoesNotContain('\u202e', run.Output);
    }

    [Fact]
    public async Task Boot_nodes_that_answer_are_told_from_those_that_do_not()
    {
        await MakeNetwork();
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var contact = new NodeContact(NodeId.From(new byte[32]), new byte[33], (IPEndPoint)socket.Client.LocalEndPoint!, null);
        var answer = AnswerOnce(socket, contact.NodeId);
        Assert.True(await DiscoveryProbe.Ask(contact, TimeSpan.FromSeconds(30), CancellationToken.None));
        await answer;
        using var silent = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var other = contact with { Endpoint = (IPEndPoint)silent.Client.LocalEndPoint! };
        Assert.False(await DiscoveryProbe.Ask(other, TimeSpan.FromMilliseconds(200), CancellationToken.None));

        var peer = "/p2p/16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY";
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var there = $"/ip4/127.0.0.1/tcp/{((IPEndPoint)listener.LocalEndpoint).Port}{peer}";
        var (_, findings) = await Examine("--p2p-port", $"{FreePort.Next()}", "--peers", $"{there},/ip4/127.0.0.1/tcp/1{peer}");
        Has(findings, "peers", "warn", "1 of 2 boot nodes and peers answer; not /ip4/127.0.0.1/tcp/1/p2p/", "one is enough");
        (_, findings) = await Examine("--p2p-port", $"{FreePort.Next()}", "--peers", $"/ip4/127.0.0.1/tcp/1{peer}");
        Has(findings, "peers", "fail", "0 of 1 boot nodes and peers answer", "firewall");

        // Over QUIC alone nobody is asked, and nobody counts.
        var quic = $"/ip4/127.0.0.1/udp/1/quic-v1{peer}";
        (_, findings) = await Examine("--p2p-port", $"{FreePort.Next()}", "--peers", quic);
        Has(findings, "peers", "ok", $"not asked, since over QUIC nothing short of a handshake is answered: {quic}");
        Assert.Single(findings, static one => one.Check == "peers");
        (_, findings) = await Examine("--p2p-port", $"{FreePort.Next()}", "--peers", $"/ip4/127.0.0.1/tcp/1{peer},{quic}");
        Has(findings, "peers", "fail", "0 of 1 boot nodes and peers answer", "firewall");
        var many = string.Join(',', Enumerable.Repeat(there, 33));
        (_, findings) = await Examine("--p2p-port", $"{FreePort.Next()}", "--peers", many);
        Has(findings, "peers", "ok", "32 of 32 boot nodes and peers answer (of 33, the first 32 were asked)");
    }

    [Fact]
    public async Task Lines_say_what_to_do_and_end_with_a_sum()
    {
        var run = await CliRun.Of(
            "doctor", "--preset", "minimal", "--data-dir", Text("file", "x"), "--beacon-api-port", "0", "--metrics-port", "0",
            "--p2p-port", "0");
        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.Contains($"fail  data directory: {Place("file")} is a file", run.Output, StringComparison.Ordinal);
        Assert.Contains("        name a folder (--data-dir)", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"\d failed, \d to look at\s*$", run.Output);
    }

    /// <summary>A clock before the program was built, and one of a server that is a slot away.</summary>
    [Theory]
    [InlineData(0, "ok", "as that of")]
    [InlineData(-1, "ok", "as that of")]
    [InlineData(4, "warn", "4 s behind that of")]
    [InlineData(-4, "warn", "4 s ahead of that of")]
    [InlineData(60, "fail", "60 s behind that of")]
    public void The_clock_is_compared_with_those_of_servers(int seconds, string level, string text)
    {
        var now = DateTimeOffset.UnixEpoch.AddYears(56);
        var patient = new Patient(null!, null, null, new FixedTime(now));
        var findings = ClockCheck.Of(patient, now.AddYears(-1), [("server", now.AddSeconds(seconds), now)]).ToList();
        Has([.. findings], "clock", level, text, level == "ok" ? null : "set the clock");
        var early = Assert.Single(ClockCheck.Of(patient, now.AddDays(1), []));
        Assert.Equal(FindingLevel.Fail, early.Level);
        Assert.Contains("before this program was built", early.Text, StringComparison.Ordinal);
    }

    private static async Task AnswerOnce(UdpClient socket, NodeId own)
    {
        var asked = await socket.ReceiveAsync();
        using var codec = new PacketCodec(own);
        var packet = codec.Decode(asked.Buffer, out _)!;
        Assert.Equal(PacketFlag.Message, packet.Flag);

        // One of another packet is no answer.
        foreach (var nonce in (PacketNonce[])[packet.Nonce with { Rest = packet.Nonce.Rest + 1 }, packet.Nonce])
        {
            await socket.SendAsync(
                PacketCodec.EncodeWhoAreYou(packet.Source, new byte[PacketCodec.IvLength], nonce, new byte[16], 0, out _),
                asked.RemoteEndPoint);
        }
    }

    private static void Has(IReadOnlyList<Finding> findings, string check, string level, string text, string? advice = null) => Assert.True(
        findings.Any(one => one.Check == check && one.Level.ToString().Equals(level, StringComparison.OrdinalIgnoreCase)
            && one.Text.Contains(text, StringComparison.Ordinal)
            && (advice is null ? one.Advice is null : one.Advice?.Contains(advice, StringComparison.Ordinal) == true)),
        $"{level} {check}: {text} ({advice}) is not among\n{string.Join('\n', findings)}");

    private async Task<(int Code, IReadOnlyList<Finding> Findings)> Examine(params string[] options)
    {
        var known = options.Where(static word => word.StartsWith("--", StringComparison.Ordinal)).ToHashSet();
        (string Name, string Value)[] usual =
        [
            ("--network-config", Path.Combine(Place("network"), "config.yaml")),
            ("--genesis-state", Path.Combine(Place("network"), "genesis.ssz")),
            ("--data-dir", Place("data")), ("--beacon-api-port", "0"), ("--metrics-port", "0"), ("--p2p-port", $"{FreePort.Next()}"),
        ];
        string[] arguments = ["doctor", "--json", .. options,
            .. usual.Where(one => !known.Contains(one.Name)).SelectMany(static one => (string[])[one.Name, one.Value])];
        var run = await CliRun.Of(arguments);
        using var json = JsonDocument.Parse(run.Output);
        var findings = json.RootElement.GetProperty("findings").EnumerateArray().Select(static one => new Finding(
            one.GetProperty("check").GetString()!,
            Enum.Parse<FindingLevel>(one.GetProperty("level").GetString()!, ignoreCase: true),
            one.GetProperty("text").GetString()!,
            one.GetProperty("advice").GetString())).ToList();
        Assert.Equal(run.Code == ExitCodes.Done, json.RootElement.GetProperty("ok").GetBoolean());
        return (run.Code, findings);
    }

    private async Task MakeNetwork()
    {
        for (var i = 0; i < 2; i++)
        {
            var key = KeystoreSamples.Pubkey(i).ToString();
            KeystoreSamples.Write(Place($"keys/{key}.json"), i, Place($"secrets/{key}.txt"), $"pass {i}\n");
        }

        var later = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var made = await CliRun.Of(
            "genesis", "create", "--output", Place("network"), "--genesis-time", later, "--validators", "0..8", "--fork-epoch",
            "altair=0", "bellatrix=0", "capella=0", "deneb=0", "electra=0", "fulu=0", "gloas=0");
        Assert.True(made.Code == ExitCodes.Done, made.Error);
    }

    private string Text(string name, string text)
    {
        File.WriteAllText(Place(name), text);
        return Place(name);
    }

    private string Place(string name) => Path.Combine(_folder, name);

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    /// <summary>The embedded execution layer behind its port, in this process.</summary>
    private sealed class Layer(Task<int> run, CancellationTokenSource stop, string url) : IAsyncDisposable
    {
        public string Url => url;

        public static async Task<Layer> Start(string folder, string secret)
        {
            var file = Path.Combine(folder, "jwt-of-layer");
            await File.WriteAllTextAsync(file, secret);
            var stop = new CancellationTokenSource();
            var output = new SharedWriter();
            var network = Path.Combine(folder, "network");
            var run = CommandLine.Run(
                ["el", "--network-config", Path.Combine(network, "config.yaml"), "--genesis-state", Path.Combine(network, "genesis.ssz"),
                    "--jwt-secret", file, "--engine-api-port", "0", "--log-level", "ERROR"],
                output,
                TextWriter.Null,
                static _ => null,
                stop.Token);
            while (!output.ToString().EndsWith('\n'))
            {
                Assert.False(run.IsCompleted, "the execution layer has ended");
                await Task.Delay(20);
            }

            return new Layer(run, stop, output.ToString().Trim());
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await run;
            stop.Dispose();
        }
    }
}
