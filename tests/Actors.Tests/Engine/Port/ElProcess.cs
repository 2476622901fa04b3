using System.Diagnostics;
using System.Globalization;
using Consensoor.Actors.Cli;
using Xunit;

namespace Consensoor.Actors.Tests.Engine.Port;

/// <summary>`el` as a process of its own for the network of a folder, always at the same port, with its blocks in a file.</summary>
internal sealed class ElProcess : IDisposable
{
    private readonly string _folder;
    private readonly int _port = FreePort.Next();
    private Process? _process;

    /// <summary>Makes one that is not started.</summary>
    public ElProcess(string folder)
    {
        _folder = folder;
        File.WriteAllText(SecretFile, new string('4', 64));
    }

    /// <summary>Where its Engine API is.</summary>
    public string Url => $"http://127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The file of the secret.</summary>
    public string SecretFile => InFolder("el.jwt");

    /// <summary>Starts it, and waits until it says that it listens.</summary>
    public async Task Start(TimeSpan patience)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        string[] arguments =
        [
            typeof(CommandLine).Assembly.Location, "el", "--network-config", InFolder("config.yaml"), "--genesis-state",
            InFolder("genesis.ssz"), "--jwt-secret", SecretFile, "--engine-api-port", _port.ToString(CultureInfo.InvariantCulture),
            "--blocks-file", InFolder("el.blocks"), "--log-level", "ERROR",
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);
        _process = Process.Start(start)!;
        var said = await _process.StandardOutput.ReadLineAsync().WaitAsync(patience);
        Assert.StartsWith("http://", said, StringComparison.Ordinal);
    }

    /// <summary>Ends it with SIGKILL.</summary>
    public void Kill()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    public void Dispose() => Kill();

    private string InFolder(string name) => Path.Combine(_folder, name);
}
