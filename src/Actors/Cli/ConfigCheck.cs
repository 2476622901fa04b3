using Consensoor.Actors.Hosting;
using Consensoor.Actors.Hosting.Keys;
using Consensoor.Actors.Hosting.Logs;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Cli;

/// <summary>
/// Says what of a configuration a start would refuse or ignore, all of it and not only the first: settings that nobody reads, options that
/// cannot hold together, a chain that is none, files and folders that are not there, a secret or a list of proposers that cannot be read, a
/// log that cannot be written. What states, keystores and the chain of the data directory hold is not read. Nothing is written, and nobody
/// is asked.
/// </summary>
internal static class ConfigCheck
{
    /// <summary>Lists the problems; what is told besides, and is none, goes to <paramref name="note"/>.</summary>
    public static IEnumerable<string> Problems(RunOptions run, Action<string> note)
    {
        NodeHocon? hocon = null;
        foreach (var problem in Try(() => hocon = NodeHocon.Load("reference", run.Node.ConfigFile, run.Node.Settings)))
        {
            yield return problem;
        }

        foreach (var warning in hocon?.Warnings ?? [])
        {
            yield return warning;
        }

        foreach (var problem in hocon is null ? [] : OfFiles(run, hocon))
        {
            yield return problem;
        }

        ChainSpec? spec = null;
        foreach (var problem in Try(() => spec = RunHost.SpecOf(run.NetworkConfig, run.Preset)))
        {
            yield return problem;
        }

        if (spec is not null)
        {
            ChainReport.Write(new NoteWriter(note), spec, run.NetworkConfig ?? spec.Config.ConfigName);
        }

        foreach (var problem in RunContradictions.Of(run))
        {
            yield return problem;
        }

        if (run is { GenesisState: null, HasCheckpoint: false } && !MayHaveChain(run.Node.DataDir))
        {
            yield return RunStart.Nothing;
        }

        string?[] files = [run.GenesisState, run.CheckpointState, run.CheckpointBlock];
        foreach (var file in files.OfType<string>())
        {
            if (RegularFile.Problem(file) is { } problem)
            {
                yield return $"{file}: {problem}";
            }
            else if (!File.Exists(file))
            {
                yield return $"{file}: is not there";
            }
        }
    }

    private static IEnumerable<string> OfFiles(RunOptions run, NodeHocon hocon)
    {
        var consensoor = hocon.Config.GetConfig("consensoor");
        var keys = KeyOptions.From(consensoor);
        string? log = null;
        Action[] parts =
        [
            () => ExecutionChoice.From(consensoor).LoadSecret(hocon.OriginOf),
            () => ValidatorOptions.From(consensoor).Table(hocon.OriginOf),
            () => keys = keys.With(run.Node.DataDir),
            () => log = LogSettings.From(consensoor).File,
        ];
        string[] problems = [.. parts.SelectMany(Try)];
        string[] ofLog = log is not null && LogProblem(log) is { } wrong ? [wrong] : [];
        return [.. problems, .. OfKeys(keys, hocon.OriginOf(KeyOptions.KeystoresPath)), .. ofLog];
    }

    private static IEnumerable<string> OfKeys(KeyOptions keys, string origin)
    {
        var found = keys.Keystores.Select(static source => (Places: source.Find(out var problem), Problem: problem)).ToList();
        var isNone = found.Count > 0 && found.TrueForAll(static one => one.Places?.Count == 0);
        return found.Where(static one => one.Places is null).Select(one => $"{origin}: {one.Problem}")
            .Concat(isNone ? [$"{origin}: {keys.NoKeystore}"] : []);
    }

    private static string? LogProblem(string file)
    {
        try
        {
            if (RegularFile.Problem(file) is { } problem)
            {
                return $"{Logging.FilePath}: {file}: {problem}";
            }

            if (!File.Exists(file))
            {
                // Whether it can be made, only making it tells.
                var folder = Path.GetDirectoryName(Path.GetFullPath(file));
                return Directory.Exists(folder) ? null : $"{Logging.FilePath}: {folder} is not there";
            }

            using var _ = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            return null;
        }
        catch (Exception e) when (CliFiles.IsOfFiles(e))
        {
            return $"{Logging.FilePath}: {e.Message.ReplaceLineEndings(" ")}";
        }
    }

    private static IEnumerable<string> Try(Action part)
    {
        try
        {
            part();
            return [];
        }
        catch (Exception e) when (e is NodeStartException or Akka.Configuration.ConfigurationException || CliFiles.IsOfFiles(e))
        {
            return [e.Message.ReplaceLineEndings(" ")];
        }
    }

    private sealed class NoteWriter(Action<string> note) : StringWriter
    {
        public override void WriteLine(string? value) => note(value ?? "");
    }

    // Whether a database without a plan is one of version 0.1.0 shows when it is opened, which a check leaves to the start.
    private static bool MayHaveChain(string dataDir) => ChainStoreFiles.Find(Path.Combine(dataDir, BeaconDirectory.Name)) is { } engine
        && (engine == ChainStoreEngine.LiteDb || DirectoryPlan.IsIn(dataDir));
}
