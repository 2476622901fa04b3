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
        var cli = new CliOptions(static _ => null, read.Options);
        if (isDevnet)
        {
            var devnet = new DevnetCliOptions(cli);
            var options = devnet.Read(Parsed(devnet.AddTo));
            options = options with { Settings = [.. options.Settings, .. read.Hocon], Error = TextWriter.Null };
            return options.Problem() is { } problem
                ? throw new NodeStartException(problem)
                : DevnetHost.Serve(options, started, cancellation);
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
