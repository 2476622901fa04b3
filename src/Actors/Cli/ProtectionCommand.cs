using System.CommandLine;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Interop.Storage;

namespace Consensoor.Actors.Cli;

/// <summary>
/// Makes `protection export|import`: what the keys of a data directory have signed, to and from a file in the interchange format of
/// EIP-3076, while no node runs on the directory.
/// </summary>
internal static class ProtectionCommand
{
    public static Command Create(CliOptions cli) => new("protection", "Carry over what keys have signed (slashing protection, EIP-3076)")
    {
        Export(cli),
        Import(cli),
    };

    private static Command Export(CliOptions cli)
    {
        var dataDir = cli.DataDir();
        var to = File("--to", "The file to write; one that is there is not overwritten");
        var command = new Command("export", "Write what the keys of a data directory have signed to a file") { dataDir, to };
        command.SetAction(result => Guarded(result, () =>
        {
            var path = result.GetValue(to)!;
            if (Path.Exists(path))
            {
                return result.Refuse($"{path}: is there already, and is not overwritten");
            }

            var history = ProtectionDirectory.Export(result.GetValue(dataDir)!);
            if (CliFiles.WriteNew(path, InterchangeJson.Write(history)) is { } problem)
            {
                return result.Refuse(problem);
            }

            result.InvocationConfiguration.Output.WriteLine(
                $"{path}: {Count(history.Data.Count, "key")}, {Count(history.Data.Sum(static key => key.Blocks.Count), "block")} and "
                + $"{Count(history.Data.Sum(static key => key.Attestations.Count), "attestation")} of the chain with genesis validators "
                + $"{history.GenesisValidatorsRoot}");
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Import(CliOptions cli)
    {
        var dataDir = cli.DataDir();
        var from = File("--from", "The file to read");
        var chain = CliOptions.Plain<Root?>(
            "--genesis-validators-root",
            "The chain of a directory that no node has run on yet; any other directory says itself which chain it is of",
            null,
            "a root, 32 bytes in 0x hex",
            TryRoot);
        var command = new Command("import", "Add a file to what the keys of a data directory have signed") { dataDir, from, chain };
        command.SetAction(result => Guarded(result, () =>
        {
            var path = result.GetValue(from)!;
            if (CliFiles.Read(path, InterchangeJson.MaxLength, out var error) is not { } bytes)
            {
                return result.Refuse(error!);
            }

            Interchange interchange;
            try
            {
                interchange = InterchangeJson.Parse(bytes);
            }
            catch (SlashingProtectionException e)
            {
                return result.Refuse($"{path}: {e.Message.ReplaceLineEndings(" ")}{FileKind.Aside(bytes)}");
            }

            var report = ProtectionDirectory.Import(result.GetValue(dataDir)!, interchange, result.GetValue(chain));
            Tell(result, report);
            return interchange.Data.Count > 0 && report.Taken.All(static taken => taken.Count.Keys == 0)
                ? result.Refuse($"{path}: none of its keys belongs to {result.GetValue(dataDir)}")
                : ExitCodes.Done;
        }));
        return command;
    }

    private static void Tell(ParseResult result, ImportReport report)
    {
        foreach (var (node, count) in report.Taken)
        {
            result.InvocationConfiguration.Output.WriteLine(
                $"{node}: {Count(count.Keys, "key")}, {Count(count.Added, "entry", "entries")} added, {count.Known} known before, "
                + $"{count.Bound} not kept one by one ({SigningHistory.MaxKept} of each kind a key are; older ones stand as a bound)");
        }

        foreach (var pubkey in report.LeftOut)
        {
            result.InvocationConfiguration.Error.WriteLine($"left out: {pubkey}, which no node of this devnet has");
        }
    }

    private static int Guarded(ParseResult result, Func<int> act)
    {
        try
        {
            return act();
        }
        catch (Exception e) when (e is ChainStoreException or SlashingProtectionException or NodeStartException || CliFiles.IsOfFiles(e))
        {
            return result.Refuse(e.Message.ReplaceLineEndings(" "));
        }
    }

    private static Option<string> File(string name, string description) =>
        CliOptions.Required(name, description, "", CliText.PathExpected, CliText.TryPath);

    private static bool TryRoot(string text, out Root? value)
    {
        value = Root.TryParse(text, out var root) ? root : null;
        return value is not null;
    }

    private static string Count(int count, string one, string? several = null) => $"{count} {(count == 1 ? one : several ?? one + "s")}";
}
