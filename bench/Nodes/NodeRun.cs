using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Multiaddrs;

namespace Consensoor.Bench.Nodes;

/// <summary>
/// A node of ours as a process of its own: `run` on the network of a folder (config.yaml, genesis.ssz), over the loopback, without
/// discovery. What it logs from warnings on goes to standard error.
/// </summary>
internal sealed class NodeRun : IDisposable
{
    private const string Host = "127.0.0.1";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly HttpClient _metrics;

    /// <summary>Starts a node with HOCON over the defaults and more options.</summary>
    public NodeRun(string network, string data, string hocon, params string[] options)
    {
        Directory.CreateDirectory(data);
        var settings = Path.Combine(data, "node.conf");
        File.WriteAllText(settings, $"consensoor.discovery.enabled = off\n{hocon}");
        var key = NodeKeyFile.LoadOrCreate(Path.Combine(data, RunHost.KeyFile), out _)!;
        var (api, metrics, p2p) = (FreePort(), FreePort(), FreePort());
        Address = Multiaddr.FromTcp(new IPEndPoint(IPAddress.Loopback, p2p), key.PeerId);
        Api = new HttpClient { BaseAddress = new Uri($"http://{Host}:{Text(api)}"), Timeout = Patience };
        _metrics = new HttpClient { BaseAddress = new Uri($"http://{Host}:{Text(metrics)}"), Timeout = Patience };
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        string[] arguments =
        [
            typeof(RunHost).Assembly.Location, "run", "--network-config", Path.Combine(network, NetworkFiles.ConfigName),
            "--genesis-state", Path.Combine(network, NetworkFiles.GenesisName), "--config", settings, "--data-dir", data,
            "--engine-api-url", ExecutionChoice.Embedded,
            "--beacon-api-host", Host, "--beacon-api-port", Text(api), "--metrics-host", Host, "--metrics-port", Text(metrics),
            "--p2p-host", Host, "--p2p-port", Text(p2p), "--log-level", "WARNING", .. options,
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, line) => Console.Error.WriteLine(line.Data);
        _process.BeginOutputReadLine();
    }

    /// <summary>Where it listens, with its peer id.</summary>
    public Multiaddr Address { get; }

    /// <summary>Its Beacon API.</summary>
    public HttpClient Api { get; }

    /// <summary>The number of its process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>The processor time of the process.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Bytes of the process that are in memory.</summary>
    public long Resident
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Waits until the data of an answer of its Beacon API is as it should be; throws where that takes too long.</summary>
    public async Task<JsonElement> Until(string path, Func<JsonElement, bool> holds)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"the node ended with {_process.ExitCode}");
            }

            JsonElement? data = null;
            try
            {
                using var json = JsonDocument.Parse(await Api.GetStringAsync(path));
                data = json.RootElement.GetProperty("data").Clone();
            }
            catch (HttpRequestException)
            {
                // It does not listen yet, or starts.
            }

            if (data is { } some && holds(some))
            {
                return some;
            }

            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new TimeoutException($"{path} is {data}");
            }

            await Task.Delay(50);
        }
    }

    /// <summary>The sum of the metrics of a name whose labels hold a text.</summary>
    public async Task<double> Metric(string name, string label = "") =>
        (await Metrics(name)).Where(line => line.Contains(label, StringComparison.Ordinal))
            .Sum(static line => double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture));

    /// <summary>The lines of the metrics of a name that are not zero; throws where there is none of the name at all.</summary>
    public async Task<IReadOnlyList<string>> Metrics(string name)
    {
        var lines = (await _metrics.GetStringAsync("/metrics")).Split('\n')
            .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] is '{' or ' ')
            .ToArray();
        return lines.Length == 0
            ? throw new InvalidOperationException($"no metric has the name {name}")
            : [.. lines.Where(static line => !line.EndsWith(" 0", StringComparison.Ordinal))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Api.Dispose();
        _metrics.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
