using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Consensoor.Actors.Cli;
using Xunit;

namespace Consensoor.Actors.Tests.Network.Processes;

/// <summary>
/// Nodes of one chain that `genesis create` made, each a process of its own with its data directory, its address and its log, on a network
/// of namespaces where the machine has them, else on the loopback.
/// </summary>
internal sealed class NodeProcesses : IAsyncDisposable
{
    // Names a folder that the nodes' logs are copied to at the end.
    private const string KeptLogs = "CONSENSOOR_KEEP_LOGS";
    private const int Api = 15052;
    private const int P2p = 19000;
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly INodeLan _lan;
    private readonly Process?[] _processes;
    private readonly HttpClient[] _http;
    private readonly DateTimeOffset _genesis;
    private readonly TimeSpan _slot;

    private NodeProcesses(int nodes, DateTimeOffset genesis, TimeSpan slot)
    {
        (_genesis, _slot) = (genesis, slot);
        _lan = (INodeLan?)NamespaceLan.TryCreate(nodes) ?? new LoopbackLan();
        _processes = new Process?[nodes];
        _http = [.. Enumerable.Range(0, nodes).Select(node => new HttpClient
        {
            BaseAddress = new Uri(UrlOf(node)),
            Timeout = TimeSpan.FromSeconds(10),
        })];
    }

    /// <summary>Where the nodes are, in words.</summary>
    public string Lan => _lan.GetType().Name;

    /// <summary>The slot of the clock.</summary>
    public double Slot => (DateTimeOffset.UtcNow - _genesis) / _slot;

    /// <summary>Makes a network whose genesis comes after a delay; no node is started.</summary>
    public static async Task<NodeProcesses> Create(int nodes, TimeSpan slot, TimeSpan delay, params string[] options)
    {
        var genesis = DateTimeOffset.FromUnixTimeSeconds((DateTimeOffset.UtcNow + delay).ToUnixTimeSeconds());
        var network = new NodeProcesses(nodes, genesis, slot);
        using var error = new StringWriter();
        var code = await CommandLine.Run(
            ["genesis", "create", "--output", network.NetworkFolder, "--genesis-time", $"{genesis.ToUnixTimeSeconds()}",
                "--set", $"SLOT_DURATION_MS={slot.TotalMilliseconds}", .. options],
            TextWriter.Null,
            error,
            static _ => null,
            CancellationToken.None);
        Assert.True(code == ExitCodes.Done, error.ToString());
        await File.WriteAllTextAsync(network.Settings, "consensoor.engine.embedded-blobs = 2");
        return network;
    }

    /// <summary>Where a node's Beacon API is.</summary>
    public string UrlOf(int node) => $"http://{_lan.AddressOf(node)}:{Api + node}";

    /// <summary>Starts a node, anew where it ran before, with its options after those that all have.</summary>
    public void Start(int node, params string[] options)
    {
        var (program, before) = _lan.Start(node, "dotnet");
        var address = _lan.AddressOf(node).ToString();
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
        [
            .. before, typeof(CommandLine).Assembly.Location, "run", "--network-config", Path.Combine(NetworkFolder, "config.yaml"),
            "--config", Settings, "--data-dir", FolderOf(node),
            "--beacon-api-host", address, "--beacon-api-port", Text(Api + node), "--metrics-port", "0",
            "--p2p-host", address, "--p2p-port", Text(P2p + node), "--engine-api-url", "embedded", .. options,
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);
        var process = Process.Start(start)!;
        var log = TextWriter.Synchronized(new StreamWriter(LogOf(node), append: true) { AutoFlush = true });
        process.OutputDataReceived += (_, line) => log.WriteLine(line.Data);
        process.ErrorDataReceived += (_, line) => log.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes[node] = process;
    }

    /// <summary>The genesis state as an option.</summary>
    public string[] FromGenesis() => ["--genesis-state", Path.Combine(NetworkFolder, "genesis.ssz")];

    /// <summary>Ends a node with SIGKILL.</summary>
    public async Task Kill(int node)
    {
        var process = _processes[node]!;
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Takes a node off the network, or lets it back.</summary>
    public void Cut(int node, bool isCut) => _lan.Cut(node, _processes[node]!, isCut);

    /// <summary>Waits until the clock is in a slot.</summary>
    public async Task UntilSlot(double slot)
    {
        while (Slot < slot)
        {
            await Task.Delay(50);
        }
    }

    /// <summary>The answer of a node's Beacon API; null where there is none yet, or no such thing.</summary>
    public Task<JsonElement?> Get(int node, string path)
    {
        Assert.False(_processes[node]!.HasExited, $"node {node} has ended:\n{Tail(node)}");
        return _http[node].Get(path);
    }

    /// <summary>Waits until something holds of all answers to a path of some nodes; fails after so many slots, with the logs.</summary>
    public Task<IReadOnlyList<JsonElement>> Until(
        IReadOnlyList<int> nodes, string path, double slots, Func<IReadOnlyList<JsonElement>, bool> holds) => BeaconAnswers.Until(
        nodes,
        node => Get(node, path),
        slots * _slot,
        holds,
        () => $"slot {Slot:F1}, {path}\n{string.Join("\n", nodes.Select(Tail))}");

    /// <summary>Ends all nodes with SIGTERM; gives their exit codes.</summary>
    public async Task<IReadOnlyList<int>> Stop()
    {
        var running = _processes.Where(static process => process is { HasExited: false }).Select(static process => process!).ToArray();
        foreach (var process in running)
        {
            using var kill = Process.Start("kill", [Text(process.Id)]);
            await kill.WaitForExitAsync();
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await Task.WhenAll(running.Select(process => process.WaitForExitAsync(patience.Token)));
        return [.. running.Select(static process => process.ExitCode)];
    }

    public ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            if (process is { HasExited: false })
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
            }

            process?.Dispose();
        }

        Array.ForEach(_http, static http => http.Dispose());
        _lan.Dispose();
        if (Environment.GetEnvironmentVariable(KeptLogs) is { Length: > 0 } kept)
        {
            Directory.CreateDirectory(kept);
            Array.ForEach(Directory.GetFiles(_folder, "*.log"), log => File.Copy(log, Path.Combine(kept, Path.GetFileName(log)), true));
        }

        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string NetworkFolder => Path.Combine(_folder, "network");

    // Each payload of an execution layer here has a blob or two.
    private string Settings => Path.Combine(_folder, "node.conf");

    private string FolderOf(int node) => Path.Combine(_folder, $"node-{node}");

    private string LogOf(int node) => Path.Combine(_folder, $"node-{node}.log");

    // The end of a node's log.
    private string Tail(int node)
    {
        using var log = new FileStream(LogOf(node), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(log);
        return $"node {node}:\n{string.Join('\n', reader.ReadToEnd().Split('\n').TakeLast(30))}";
    }
}
