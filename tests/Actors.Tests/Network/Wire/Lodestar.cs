using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Consensoor.Interop.Tests.Peers;
using Xunit;

namespace Consensoor.Actors.Tests.Network.Wire;

/// <summary>
/// Lodestar 1.5.1 on a network that was made here: a beacon node, and a validator client where it has keys. It needs a native module
/// (snappy), which is built once.
/// </summary>
internal sealed partial class Lodestar : IDisposable
{
    /// <summary>Names the folder of its package.json.</summary>
    public const string Package = "lodestar";

    private const int MostLines = 100_000;
    private static readonly Lock Native = new();

    private readonly List<Process> _processes = [];
    private readonly string _folder;
    private readonly string _network;
    private readonly string _data;
    private readonly int _rest = FreePort.Next();
    private readonly int _p2p = FreePort.Next();
    private readonly ConcurrentQueue<string> _log = new();
    private readonly HttpClient _http;

    /// <summary>Starts a beacon node on the network of a folder, with its data below another; the first of a chain needs no peer.</summary>
    public Lodestar(string network, string data, bool isFirst)
        : this(network, data) => Run("beacon", [
            "--genesisStateFile", Path.Combine(network, "genesis.ssz"), "--rest.port", Text(_rest), "--port", Text(_p2p),
            "--listenAddress", "127.0.0.1", "--discv5", "false", "--eth1", "false", "--rest.namespace", "*",
            "--network.allowPublishToZeroPeers", "true", .. isFirst ? (string[])["--sync.isSingleNode", "true"] : []]);

    private Lodestar(string network, string data)
    {
        (_folder, _network, _data) = (Install(), network, data);
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_rest}"), Timeout = TimeSpan.FromSeconds(20) };
    }

    /// <summary>Starts a validator client alone, with interop keys A..B, both included, on the Beacon API of another's node.</summary>
    public static Lodestar ValidatorsOf(string network, string data, string keys, int api)
    {
        var lodestar = new Lodestar(network, data);
        lodestar.Run("validator", ["--interopIndexes", keys, "--server", $"http://127.0.0.1:{Text(api)}"]);
        return lodestar;
    }

    /// <summary>What its programs said so far that is no plain report: errors, warnings, requests and goodbyes that failed.</summary>
    public IReadOnlyList<string> Complaints => [.. _log.Where(static line =>
        line.Contains("REQUEST_ERROR", StringComparison.Ordinal) || line.Contains("RESPONSE_ERROR", StringComparison.Ordinal)
        || line.Contains("oodbye", StringComparison.Ordinal) || line.Contains("error: ", StringComparison.Ordinal))];

    /// <summary>Installs its packages and builds the native one where that was not done yet, and gives their folder.</summary>
    public static string Install()
    {
        lock (Native)
        {
            var folder = NpmPeer.Install(Package);
            var snappy = Path.Combine(folder, "node_modules/snappy");
            if (!Directory.Exists(Path.Combine(snappy, "build")))
            {
                var start = new ProcessStartInfo("npx", ["--yes", "node-gyp", "rebuild"]) { WorkingDirectory = snappy };
                using var build = Process.Start(start)!;
                build.WaitForExit();
                Assert.True(build.ExitCode == 0, $"snappy was not built: node-gyp ended with {build.ExitCode}");
            }

            return folder;
        }
    }

    /// <summary>Where it can be dialled, once it answers.</summary>
    public async Task<string> Address(TimeSpan patience)
    {
        var end = DateTime.UtcNow + patience;
        while (true)
        {
            if (await Get("/eth/v1/node/identity") is { } identity)
            {
                return $"/ip4/127.0.0.1/tcp/{_p2p}/p2p/{identity.GetProperty("peer_id").GetString()}";
            }

            if (DateTime.UtcNow > end || _processes[0].HasExited)
            {
                throw new InvalidOperationException($"Lodestar does not answer:\n{Tail(20)}");
            }

            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Starts its validator client with interop keys A..B, both included.</summary>
    public void Validate(string keys) =>
        Run("validator", ["--interopIndexes", keys, "--server", $"http://127.0.0.1:{Text(_rest)}"]);

    /// <summary>Where its Beacon API is.</summary>
    public Uri Api => _http.BaseAddress!;

    /// <summary>The data of an answer of its Beacon API; null where it does not answer yet.</summary>
    public Task<JsonElement?> Get(string path) => _http.Get(path);

    /// <summary>An answer of its Beacon API in SSZ.</summary>
    public Task<byte[]> GetSsz(string path) => _http.GetSsz(path);

    /// <summary>Has it dial a node at a multiaddr of TCP that ends in `/p2p/ID`.</summary>
    public async Task Connect(string address)
    {
        var parts = address.Split("/p2p/");
        using var answer = await _http.PostAsync(
            $"/eth/v1/lodestar/connect_peer?peerId={parts[1]}&multiaddr={Uri.EscapeDataString(parts[0])}",
            content: null);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The last lines that its programs said.</summary>
    public string Tail(int lines) => string.Join('\n', _log.TakeLast(lines));

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        _http.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Run(string command, string[] more)
    {
        string[] args =
        [
            Path.Combine(_folder, "node_modules/@chainsafe/lodestar/lib/index.js"), command,
            "--dataDir", Path.Combine(_data, command), "--paramsFile", Path.Combine(_network, "config.yaml"),
            "--logLevel", "verbose", .. more,
        ];
        _processes.Add(Start("node", _folder, args));
    }

    private Process Start(string program, string folder, string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NODE_BACKEND"] = "js";
        start.Environment["LODESTAR_PRESET"] = "minimal";
        start.Environment["NODE_OPTIONS"] = $"--require {Path.Combine(_folder, "polyfill.cjs")}";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Keep(string? line)
    {
        // Publications are most of it.
        if (line is not null && !line.Contains("Publish to topic", StringComparison.Ordinal) && _log.Count < MostLines)
        {
            _log.Enqueue(Colour().Replace(line, ""));
        }
    }

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex Colour();
}
