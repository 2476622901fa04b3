using System.CommandLine;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Hosting.Databases;
using Consensoor.Interop.Era;
using Consensoor.Interop.Storage;

namespace Consensoor.Actors.Cli;

/// <summary>
/// Makes `db inspect|verify|prune|export|import|reset`: what a node keeps of its chain, while no node runs on the directory.
/// </summary>
internal sealed class DbCommand
{
    private const int MostLines = 100;

    private readonly Option<string?> _node = Text("--node", "The node whose chain is meant, where a directory has several");

    private readonly Option<string?> _networkConfig =
        Text("--network-config", "The chain: a network's name or a configuration file; a devnet's directory says it itself");

    private readonly Option<ulong> _before = CliOptions.Required("--before", "The first slot to keep", 0UL, "a number", CliText.TryNumber);

    private readonly Option<string> _to =
        CliOptions.Required("--to", "The folder to write to", "", CliText.PathExpected, CliText.TryPath);

    private readonly Option<ulong> _fromEra = CliOptions.Plain("--from-era", "The first era", 0UL, "a number", CliText.TryNumber);

    private readonly Option<ulong> _toEra =
        CliOptions.Plain("--to-era", "The last era", ulong.MaxValue, "a number", CliText.TryNumber);

    private readonly Option<string> _from =
        CliOptions.Required("--from", "An era file, or a folder with some", "", CliText.PathExpected, CliText.TryPath);

    private readonly Option<bool> _yes = new("--yes") { Description = "Do it" };

    public static Command Create(CliOptions cli) => new DbCommand().All(cli);

    private Command All(CliOptions cli) => new("db", "Check, prune, carry over or forget what a node keeps of its chain")
    {
        Make(cli, "inspect", "Say what the chains of a data directory hold, and how much room they take", [], Inspect),
        Make(
            cli,
            "verify",
            "Check every record, the links of the finalized chain, and the roots of blocks and states",
            [_networkConfig],
            Verify),
        Make(cli, "prune", "Drop finalized blocks before a slot, down to a stored state, with their payloads", [_before], Prune),
        Make(cli, "export", "Write the finalized chain as era files (blocks and states; payloads of gloas have no form there yet)",
            [_to, _fromEra, _toEra, _networkConfig], Export),
        Make(
            cli,
            "import",
            "Add era files to a chain: below its oldest block, or behind its last finalized one",
            [_from, _networkConfig],
            Import),
        Make(cli, "reset", "Forget the chains, not what the keys have signed: the next start begins anew", [_yes], Reset),
    };

    private static int Inspect(ParseResult result, DataDirectory directory, string? name)
    {
        foreach (var node in NodeDatabase.Of(directory, name))
        {
            foreach (var line in DatabaseReport.Lines(node))
            {
                result.InvocationConfiguration.Output.WriteLine(line);
            }
        }

        return ExitCodes.Done;
    }

    private int Verify(ParseResult result, DataDirectory directory, string? name)
    {
        var spec = NodeDatabase.SpecOf(directory.Path, result.GetValue(_networkConfig));
        var found = 0;
        foreach (var node in NodeDatabase.Of(directory, name))
        {
            var (blocks, payloads, states) = DatabaseVerification.Run(node, spec, problem =>
            {
                if (++found <= MostLines)
                {
                    result.InvocationConfiguration.Output.WriteLine($"{node.Name}: {problem}");
                }
            });
            result.InvocationConfiguration.Output.WriteLine(
                $"{node.Name}: {blocks} block(s), {payloads} payload(s) and {states} state(s) of the finalized chain are well");
        }

        return found == 0 ? ExitCodes.Done : result.Refuse(
            $"{found} thing(s) are damaged or missing. What is not final comes again from peers. Final blocks, and the state that an era "
                + "ends with, come from era files (`db import`), other states, payloads and the anchor from none: begin anew "
                + "(`db reset`, and start with --checkpoint-sync-url or --genesis-state)");
    }

    private int Prune(ParseResult result, DataDirectory directory, string? name)
    {
        var before = result.GetValue(_before);
        foreach (var node in NodeDatabase.Of(directory, name))
        {
            while (node.Store.Prune(new StoredRetention(before, before), 512))
            {
                node.Store.Flush();
            }

            node.Store.Flush();
            result.InvocationConfiguration.Output.WriteLine($"{node.Name}: blocks are kept from slot {node.Store.History?.Oldest ?? 0} on");
        }

        return ExitCodes.Done;
    }

    private int Export(ParseResult result, DataDirectory directory, string? name)
    {
        var spec = NodeDatabase.SpecOf(directory.Path, result.GetValue(_networkConfig));
        var folder = Directory.CreateDirectory(result.GetValue(_to)!).FullName;
        var written = EraExport.Run(
            NodeDatabase.OneOf(directory, name),
            spec,
            folder,
            result.GetValue(_fromEra),
            result.GetValue(_toEra),
            result.InvocationConfiguration.Output.WriteLine);
        result.InvocationConfiguration.Output.WriteLine($"{written} era file(s); payload envelopes of gloas are in none of them");
        return ExitCodes.Done;
    }

    private int Import(ParseResult result, DataDirectory directory, string? name)
    {
        var spec = NodeDatabase.SpecOf(directory.Path, result.GetValue(_networkConfig));
        var from = result.GetValue(_from)!;
        string[] files = Directory.Exists(from) ? [.. Directory.EnumerateFiles(from, "*.era").Order(StringComparer.Ordinal)] : [from];
        if (files.Length == 0)
        {
            return result.Refuse($"{from}: no file ends in .era");
        }

        (ulong, Func<EraGroup>)[] eras =
            [.. files.Select(static path => (Read(path, EraFile.StateSlotOf), (Func<EraGroup>)(() => Read(path, EraFile.Read))))];
        var import = new EraImport(NodeDatabase.OneOf(directory, name), spec, result.InvocationConfiguration.Output.WriteLine);
        var (blocks, states) = import.Run(eras);
        result.InvocationConfiguration.Output.WriteLine($"{blocks} block(s) and {states} state(s) were new");
        return ExitCodes.Done;
    }

    private int Reset(ParseResult result, DataDirectory directory, string? name)
    {
        string[] names = [.. directory.Nodes.Where(node => name is null || node == name)];
        if (names.Length == 0)
        {
            return result.Refuse($"{directory.Path} has no such chain; it has {string.Join(", ", directory.Nodes)}");
        }

        if (!result.GetValue(_yes))
        {
            return result.Refuse($"the chains of {string.Join(", ", names)} in {directory.Path} would be forgotten: say --yes");
        }

        foreach (var node in names)
        {
            if (directory.SigningHistoryIn(node) is { } problem)
            {
                return result.Refuse(problem);
            }
        }

        foreach (var node in names)
        {
            directory.ForgetChain(node);
            result.InvocationConfiguration.Output.WriteLine($"{node}: its chain is forgotten, and what its keys have signed is kept");
        }

        return ExitCodes.Done;
    }

    private static T Read<T>(string path, Func<Stream, T> read)
    {
        if (RegularFile.Problem(path) is { } problem)
        {
            throw new EraException($"{path}: {problem}");
        }

        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return read(file);
        }
        catch (EraException e)
        {
            throw new EraException($"{path}: {e.Message}", e);
        }
    }

    private Command Make(
        CliOptions cli, string name, string description, IEnumerable<Option> options, Func<ParseResult, DataDirectory, string?, int> act)
    {
        var dataDir = cli.DataDir();
        var command = new Command(name, description) { dataDir, _node };
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.SetAction(result =>
        {
            var path = result.GetValue(dataDir)!;
            try
            {
                if (!Directory.Exists(path) || DataDirectory.NodesIn(path).Count == 0)
                {
                    return result.Refuse($"{path} is not a data directory: there is no node's chain in it");
                }

                using var directory = DataDirectory.Take(path);
                return act(result, directory, result.GetValue(_node));
            }
            catch (Exception e) when (e is ChainStoreException or EraException or NodeStartException || CliFiles.IsOfFiles(e))
            {
                return result.Refuse(e.Message.ReplaceLineEndings(" "));
            }
        });
        return command;
    }

    private static Option<string?> Text(string name, string description) =>
        CliOptions.Plain<string?>(name, description, null, CliText.PathExpected, TryText);

    private static bool TryText(string text, out string? value)
    {
        var isPath = CliText.TryPath(text, out var path);
        value = path;
        return isPath;
    }
}
