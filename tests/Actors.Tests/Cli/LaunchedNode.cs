using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Consensoor.Actors.Cli;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>
/// The program as a process of its own by the name `consensoor`, started by `sh -c "exec …"` and ended by SIGTERM, with ports that the
/// machine has free.
/// </summary>
internal sealed class LaunchedNode(string folder) : IAsyncDisposable
{
    private readonly StringBuilder _log = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private Process? _process;

    public int P2pPort { get; } = FreePort.Next();

    public int QuicPort { get; } = FreePort.Next();

    public int ApiPort { get; } = FreePort.Next();

    public int MetricsPort { get; } = FreePort.Next();

    /// <summary>What it has written, errors among it.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Starts it with its arguments, joined by blanks.</summary>
    public void Start(string[] arguments)
    {
        var bin = Directory.CreateDirectory(Path.Combine(folder, "bin")).FullName;
        var program = Path.Combine(bin, "consensoor");
        if (!File.Exists(program))
        {
            File.CreateSymbolicLink(program, Path.ChangeExtension(typeof(CommandLine).Assembly.Location, null));
        }

        var start = new ProcessStartInfo("sh", ["-c", $"exec consensoor {string.Join(' ', arguments)}"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("CONSENSOOR_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["PATH"] = $"{bin}:{Environment.GetEnvironmentVariable("PATH")}";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Write(line.Data);
        _process.ErrorDataReceived += (_, line) => Write(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until its health is 200 or 206.</summary>
    public async Task UntilHealthy(CancellationToken patience) => await Answer(Url("/eth/v1/node/health"), patience);

    /// <summary>The data of an answer of its Beacon API, once it gives one.</summary>
    public async Task<JsonElement> Get(string path, CancellationToken patience)
    {
        using var json = JsonDocument.Parse(await Answer(Url(path), patience));
        return json.RootElement.GetProperty("data").Clone();
    }

    /// <summary>Waits until something holds of the data of an answer.</summary>
    public async Task Until(string path, Func<JsonElement, bool> holds, CancellationToken patience)
    {
        while (await Get(path, patience) is var data && !holds(data))
        {
            await Again($"{path} says {data}", patience);
        }
    }

    public Task<string> Metrics(CancellationToken patience) => Answer(new Uri($"http://127.0.0.1:{MetricsPort}/metrics"), patience);

    /// <summary>Sends SIGTERM and gives the exit code.</summary>
    public async Task<int> Stop(CancellationToken patience)
    {
        using var kill = Process.Start("kill", [_process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(patience);
        return _process.ExitCode;
    }

    public ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process?.Dispose();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private Uri Url(string path) => new($"http://127.0.0.1:{ApiPort}{path}");

    // It may not listen yet, not be ready (503), or be slower than one question waits: it is asked again until patience is over.
    private async Task<string> Answer(Uri url, CancellationToken patience)
    {
        while (true)
        {
            string said;
            try
            {
                using var answer = await _http.GetAsync(url, patience);
                if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
                {
                    return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(patience);
                }

                said = await answer.Content.ReadAsStringAsync(patience);
            }
            catch (HttpRequestException e) when (e.StatusCode is null)
            {
                said = "nobody listens";
            }
            catch (OperationCanceledException)
            {
                said = "it does not answer in time";
            }

            await Again($"{url.AbsolutePath}: {said}", patience);
        }
    }

    // The end of its log comes first, as whoever reads of a failure is often shown the first lines alone.
    private async Task Again(string said, CancellationToken patience)
    {
        Assert.False(_process!.HasExited, $"it has ended:\n{Log}");
        try
        {
            await Task.Delay(100, patience);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"patience is over: {said}\n{string.Join('\n', Log.Split('\n').Reverse().Take(12))}\n\n{Log}");
        }
    }

    private void Write(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }
}
