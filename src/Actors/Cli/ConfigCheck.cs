using Consensoor.Actors.Hosting;
using Consensoor.Actors.Hosting.Keys;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Cli;

/// <summary>
/// Says what of a configuration a start would refuse or ignore, all of it and not only the first: settings that nobody reads, a chain that
/// is none, a secret, a token or a list of proposers that cannot be read. Nothing is opened for writing, and nobody is asked.
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

        foreach (var problem in Try(() => RunHost.RefuseContradictions(run)))
        {
            yield return problem;
        }

        string?[] files = [run.GenesisState, run.CheckpointState, run.CheckpointBlock];
        foreach (var file in files.OfType<string>())
        {
            if (Interop.Storage.RegularFile.Problem(file) is { } problem)
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
        Action[] parts =
        [
            () => ExecutionChoice.From(consensoor).LoadSecret(hocon.OriginOf),
            () => ValidatorOptions.From(consensoor).Table(hocon.OriginOf),
            () => KeyOptions.From(consensoor).With(run.Node.DataDir),
        ];
        return parts.SelectMany(Try);
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
}
