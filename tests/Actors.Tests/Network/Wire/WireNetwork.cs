using System.Globalization;
using System.Text.Json;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Identity;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Network.Wire;

/// <summary>
/// Nodes of one chain that `run` starts in this process, each with its data directory, ports and share of the keys, which know each other
/// by multiaddrs over the loopback.
/// </summary>
internal sealed class WireNetwork : IAsyncDisposable
{
    private readonly string _folder;
    private readonly List<Node> _nodes;

    /// <summary>A network of so many nodes, none started, whose genesis comes after a delay.</summary>
    public WireNetwork(int nodes, string yaml, TimeSpan delay, int validators = 16)
        : this(Directory.CreateTempSubdirectory().FullName, nodes)
    {
        Assert.True(ChainConfig.TryParse(yaml, out var config, out _));
        var time = (ulong)(DateTimeOffset.UtcNow + delay).ToUnixTimeSeconds();
        var genesis = InteropGenesis.Create(
            new ChainSpec(Preset.Minimal, config), validators, time, EmbeddedExecutionLayer.Genesis(time), ManagedBls.Shared);
        File.WriteAllBytes(Path.Combine(_folder, "genesis.ssz"), genesis.ToSsz(genesis.Ssz));
        File.WriteAllText(Path.Combine(_folder, "config.yaml"), yaml);
    }

    private WireNetwork(string folder, int nodes)
    {
        _folder = folder;
        _nodes = [.. Enumerable.Range(0, nodes).Select(number => new Node(Path.Combine(_folder, $"{number}")))];
    }

    /// <summary>Where the genesis and the configuration are.</summary>
    public string Folder => _folder;

    /// <summary>The execution layer that `run` is told.</summary>
    public IReadOnlyList<string> Execution { get; set; } = ["--engine-api-url", "embedded"];

    /// <summary>The configuration of the chain.</summary>
    public ChainConfig Config => ChainConfig.TryParse(File.ReadAllText(Path.Combine(_folder, "config.yaml")), out var config, out var error)
        ? config
        : throw new InvalidOperationException($"{error}");

    /// <summary>When the chain begins.</summary>
    public DateTimeOffset Genesis { get; private init; }

    /// <summary>A network that `genesis create` makes, whose genesis comes after a delay.</summary>
    public static async Task<WireNetwork> OfGenesis(int nodes, int validators, TimeSpan delay, params string[] options)
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var time = (DateTimeOffset.UtcNow + delay).ToUnixTimeSeconds();
        using var error = new StringWriter();
        var code = await CommandLine.Run(
            ["genesis", "create", "--output", Path.Combine(folder, "net"), "--validators", $"0..{validators}", "--genesis-time", $"{time}",
                .. options],
            TextWriter.Null,
            error,
            static _ => null,
            CancellationToken.None);
        Assert.True(code == ExitCodes.Done, error.ToString());
        foreach (var file in Directory.GetFiles(Path.Combine(folder, "net")))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        return new WireNetwork(folder, nodes) { Genesis = DateTimeOffset.FromUnixTimeSeconds(time) };
    }

    /// <summary>Starts a node with validators A..B (none for null) that is told of some others.</summary>
    public void Start(int number, string? keys, params int[] peers) =>
        StartWith(number, keys, [.. peers.Select(peer => _nodes[peer].Address)]);

    /// <summary>Starts a node with validators A..B (none for null) that is told of some addresses, and finds nobody else.</summary>
    public void StartWith(int number, string? keys, params string[] peers)
    {
        var config = Path.Combine(_folder, "no-discovery.conf");
        File.WriteAllText(config, "consensoor.discovery.enabled = off");
        Run(number, keys, ["--config", config, .. peers.SelectMany(peer => (string[])["--peers", peer])]);
    }

    /// <summary>Starts a node whose keys are where options say, that is told of some others.</summary>
    public void StartSigning(int number, string[] options, params int[] peers)
    {
        var config = Path.Combine(_folder, "no-discovery.conf");
        File.WriteAllText(config, "consensoor.discovery.enabled = off");
        Run(number, null, ["--config", config, .. options, .. peers.SelectMany(peer => (string[])["--peers", _nodes[peer].Address])]);
    }

    /// <summary>Starts a node with validators A..B (none for null) that finds others by boot nodes.</summary>
    public void StartDiscovering(int number, string? keys, params string[] bootNodes) =>
        Run(number, keys, [.. bootNodes.SelectMany(node => (string[])["--bootnodes", node])]);

    /// <summary>
    /// Starts a node with validators A..B (none for null) that listens over QUIC too, and is told where others are over QUIC alone.
    /// </summary>
    public void StartOverQuic(int number, string? keys, params int[] peers)
    {
        var config = Path.Combine(_folder, "no-discovery.conf");
        File.WriteAllText(config, "consensoor.discovery.enabled = off");
        var told = peers.SelectMany(peer => (string[])["--peers", _nodes[peer].QuicAddress]);
        Run(number, keys, ["--config", config, "--quic-port", Text(_nodes[number].Quic), .. told]);
    }

    /// <summary>Starts a node that knows no genesis and begins with the checkpoint of another, which is its only peer.</summary>
    public void StartFromCheckpoint(int number, int server)
    {
        var config = Path.Combine(_folder, "no-discovery.conf");
        File.WriteAllText(config, "consensoor.discovery.enabled = off");
        string[] from = ["--checkpoint-sync-url", $"http://127.0.0.1:{Text(_nodes[server].Api)}", "--peers", _nodes[server].Address];
        Run(number, null, ["--config", config, .. from], knowsGenesis: false);
    }

    /// <summary>Ends a node, which can be started again.</summary>
    public async Task Stop(int number)
    {
        var node = _nodes[number];
        await node.Stop.CancelAsync();
        Assert.Equal(ExitCodes.Done, await node.Run!);
        (node.Run, node.Stop) = (null, new CancellationTokenSource());
    }

    private void Run(int number, string? keys, string[] more, bool knowsGenesis = true)
    {
        var node = _nodes[number];
        string[] args =
        [
            "run", "--network-config", Path.Combine(_folder, "config.yaml"),
            .. knowsGenesis ? (string[])["--genesis-state", Path.Combine(_folder, "genesis.ssz")] : [],
            "--data-dir", node.Folder, "--beacon-api-host", "localhost", "--beacon-api-port", Text(node.Api), "--metrics-port", "0",
            "--p2p-host", "localhost", "--p2p-port", Text(node.P2p), "--log-level", "ERROR", .. Execution,
            .. keys is null ? (string[])[] : ["--interop-validators", keys],
            .. more,
        ];
        node.Error = new StringWriter();
        node.Run = CommandLine.Run(args, TextWriter.Null, node.Error, static _ => null, node.Stop.Token);
    }

    /// <summary>The data of an answer of a node's Beacon API; null where it does not answer yet.</summary>
    public Task<JsonElement?> Get(int number, string path)
    {
        var node = _nodes[number];
        Assert.False(node.Run!.IsCompleted, node.Error!.ToString());
        return node.Http.Get(path);
    }

    /// <summary>An answer of a node's Beacon API in SSZ.</summary>
    public Task<byte[]> GetSsz(int number, string path) => _nodes[number].Http.GetSsz(path);

    /// <summary>Waits until something holds of all answers to a path of some nodes.</summary>
    public Task<IReadOnlyList<JsonElement>> Until(
        IReadOnlyList<int> numbers, string path, TimeSpan patience, Func<IReadOnlyList<JsonElement>, bool> holds) =>
        BeaconAnswers.Until(numbers, number => Get(number, path), patience, holds, () => path);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.Stop.CancelAsync();
        }

        var codes = await Task.WhenAll(_nodes.Where(static node => node.Run is not null).Select(static node => node.Run!));
        _nodes.ForEach(static node => node.Dispose());
        Directory.Delete(_folder, recursive: true);
        Assert.All(codes, static code => Assert.Equal(ExitCodes.Done, code));
    }

    /// <summary>Where a node can be dialled.</summary>
    public string AddressOf(int number) => _nodes[number].Address;

    /// <summary>The port of a node's Beacon API.</summary>
    public int ApiOf(int number) => _nodes[number].Api;

    /// <summary>The same over QUIC.</summary>
    public string QuicAddressOf(int number) => _nodes[number].QuicAddress;

    /// <summary>The peer id of a node.</summary>
    public string IdOf(int number) => _nodes[number].Id;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class Node : IDisposable
    {
        public Node(string folder)
        {
            (Folder, Api, P2p, Quic) = (folder, FreePort.Next(), FreePort.Next(), FreePort.Next());
            Id = NodeKeyFile.LoadOrCreate(Path.Combine(folder, RunHost.KeyFile), out _)!.PeerId.ToString();
            Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Api}"), Timeout = TimeSpan.FromSeconds(20) };
        }

        public string Folder { get; }

        public int Api { get; }

        public int P2p { get; }

        public int Quic { get; }

        public string QuicAddress => $"/ip4/127.0.0.1/udp/{Text(Quic)}/quic-v1/p2p/{Id}";

        public string Id { get; }

        public string Address => $"/ip4/127.0.0.1/tcp/{P2p}/p2p/{Id}";

        public HttpClient Http { get; }

        public CancellationTokenSource Stop { get; set; } = new();

        public Task<int>? Run { get; set; }

        public StringWriter? Error { get; set; }

        public void Dispose()
        {
            Http.Dispose();
            Stop.Dispose();
            Error?.Dispose();
        }
    }
}
