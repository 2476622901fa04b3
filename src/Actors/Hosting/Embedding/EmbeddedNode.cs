using System.CommandLine;
using Consensoor.Actors.Cli;

namespace Consensoor.Actors.Hosting.Embedding;

/// <summary>
/// A node, or a devnet, within a program of somebody else's: what `run` and `devnet` start, by settings in place of a command line, and
/// with the log that the program has.
/// </summary>
internal sealed class EmbeddedNode(bool isDevnet, IReadOnlyDictionary<string, string> settings, string? hoconFile)
{
    /// <summary>
    /// Runs until it is cancelled, and tells once the nodes have started. Throws <see cref="NodeStartException"/> for settings that are
    /// none, and whatever a start throws; <see cref="NodeFailedException"/> where a node gives up.
    /// </summary>
    public Task Run(Action<IReadOnlyList<IHost>> started, CancellationToken cancellation)
    {
        var read = EmbeddedSettings.Read(settings, isDevnet);
        var options = hoconFile is null
            ? new Dictionary<string, HoconEntry>(StringComparer.Ordinal)
            : new Dictionary<string, HoconEntry>(HoconText.RunSettingsIn(hoconFile), StringComparer.Ordinal);
        foreach (var (path, entry) in read.Options)
        {
            options[path] = entry;
        }

        var cli = new CliOptions(static _ => null, options);
        if (isDevnet)
        {
            var devnet = new DevnetCliOptions(cli);
            var asked = devnet.Read(Parsed(devnet.AddTo));
            asked = asked with { Settings = [.. asked.Settings, .. read.Hocon], Error = TextWriter.Null };
            return asked.Problem() is { } problem
                ? throw new NodeStartException(problem)
                : DevnetHost.Serve(asked, started, cancellation);
        }

        var run = new RunCliOptions(cli);
        var given = run.Read(Parsed(run.AddTo));
        return RunHost.Serve(
            given with { Node = given.Node with { Settings = [.. given.Node.Settings, .. read.Hocon] }, Error = TextWriter.Null },
            started,
            cancellation);
    }

    private ParseResult Parsed(Action<Command> addTo)
    {
        var command = new RootCommand();
        addTo(command);
        var result = command.Parse(hoconFile is null ? [] : ["--config", hoconFile]);
        return result.Errors.Count == 0
            ? result
            : throw new NodeStartException(string.Join("; ", result.Errors.Select(static error => error.Message)));
    }
}
