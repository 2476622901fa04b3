using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Consensoor.Interop.Tests.Peers;
using Xunit;

namespace Consensoor.Actors.Tests.Engine;

/// <summary>
/// EthereumJS, an execution client with the Engine API over JSON-RPC up to prague, on a genesis file of its own, with its data in a folder
/// that outlives it.
/// </summary>
internal sealed class EthereumJs : IDisposable
{
    /// <summary>Names the folder of its package.json.</summary>
    public const string Package = "ethereumjs";

    private const int MostLines = 100_000;

    private readonly string _folder = NpmPeer.Install(Package);
    private readonly string _genesis;
    private readonly string _data;
    private readonly int _rpc = FreePort.Next();
    private readonly int _engine = FreePort.Next();
    private readonly ConcurrentQueue<string> _log = new();
    private readonly HttpClient _http;
    private Process? _process;

    /// <summary>Makes one that is not started, for a genesis file, with a new secret and its data below a folder.</summary>
    public EthereumJs(string genesis, string data)
    {
        (_genesis, _data) = (genesis, Directory.CreateDirectory(data).FullName);
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_rpc}"), Timeout = TimeSpan.FromSeconds(20) };
        File.WriteAllText(SecretFile, $"0x{Convert.ToHexStringLower(Guid.NewGuid().ToByteArray())}{new string('7', 32)}");
    }

    /// <summary>Where its Engine API is.</summary>
    public string EngineUrl => $"http://127.0.0.1:{Text(_engine)}";

    /// <summary>The file of the secret.</summary>
    public string SecretFile => Path.Combine(_data, "jwt.hex");

    /// <summary>The genesis file of a fork, beside the package.json.</summary>
    public static string GenesisOf(string fork) => Path.Combine(NpmPeer.Install(Package), $"{fork}.json");

    /// <summary>Starts it, and waits until it answers.</summary>
    public async Task Start(TimeSpan patience)
    {
        Run();
        var end = DateTime.UtcNow + patience;
        while (await Call("eth_chainId") is null)
        {
            Assert.True(DateTime.UtcNow < end && !_process!.HasExited, $"EthereumJS does not answer:\n{Tail(20)}");
            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }
    }

    /// <summary>Kills it as a power failure does.</summary>
    public void Kill()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    /// <summary>Signs and sends a transaction (see send.mjs); gives its hash and its bytes in 0x hex.</summary>
    public async Task<(string Hash, string Transaction)> Send(params string[] what)
    {
        using var process = Start("node", [Path.Combine(_folder, "send.mjs"), _http.BaseAddress!.ToString(), _genesis, .. what]);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        using var sent = JsonDocument.Parse(await output);
        return (sent.RootElement.GetProperty("hash").GetString()!, sent.RootElement.GetProperty("transaction").GetString()!);
    }

    /// <summary>The result of a call of its JSON-RPC for users; null where it does not answer, or with null.</summary>
    public async Task<JsonElement?> Call(string method, params object[] parameters)
    {
        try
        {
            using var answer = await _http.PostAsJsonAsync("/", new { jsonrpc = "2.0", id = 1, method, @params = parameters });
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            return json.RootElement.TryGetProperty("result", out var result) && result.ValueKind != JsonValueKind.Null
                ? result.Clone()
                : null;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The last lines that it said.</summary>
    public string Tail(int lines) => string.Join('\n', _log.TakeLast(lines));

    public void Dispose()
    {
        Kill();
        _http.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static Process Start(string program, string[] args) => Process.Start(new ProcessStartInfo(program, args)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private void Run()
    {
        _process = Start(Path.Combine(_folder, "node_modules/.bin/ethereumjs"), [
            "--gethGenesis", _genesis, "--dataDir", Path.Combine(_data, "chain"), "--port", Text(FreePort.Next()),
            "--rpc", "--rpcPort", Text(_rpc), "--rpcAddr", "127.0.0.1",
            "--rpcEngine", "--rpcEnginePort", Text(_engine), "--rpcEngineAddr", "127.0.0.1", "--jwtSecret", SecretFile,
            "--isSingleNode", "--sync", "none", "--discDns", "false", "--discV4", "false", "--logFile", "false", "--logLevel", "info",
        ]);
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        if (line is not null && _log.Count < MostLines)
        {
            _log.Enqueue(line);
        }
    }
}
