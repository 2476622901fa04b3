using Consensoor.Spec.Config;

namespace Consensoor.Actors.Cli;

/// <summary>Tells what a configuration file left out and what of it nobody knows, with what became of it.</summary>
internal static class ChainReport
{
    private const int MaxShown = 12;

    /// <summary>Gives the lines about a chain read from a file or a network's name, each with whether it is a warning.</summary>
    public static IEnumerable<(bool IsWarning, string Text)> Lines(ChainSpec spec, string source)
    {
        var config = spec.Config;
        var isNetwork = Networks.Names.Contains(source, StringComparer.Ordinal);
        var from = isNetwork ? "built in" : $"from {source}";
        yield return (false, $"chain {ConfigError.Shown(config.ConfigName)} ({spec.Preset.Name} preset), {from}: {Forks(spec)}");
        if (List(config, ConfigOrigin.Derived) is { } derived)
        {
            yield return (false, $"{source} says it by SECONDS_PER_SLOT: {derived}");
        }

        if (List(config, ConfigOrigin.Default) is { } missing)
        {
            yield return (false, $"{source} leaves out, and takes from the specification's {spec.Preset.Name} configuration: {missing}");
        }

        var unscheduled = config.Entries
            .Where(static entry => entry.Origin == ConfigOrigin.NotScheduled)
            .Select(static entry => entry.Key)
            .ToArray();
        if (unscheduled.Length > 0)
        {
            yield return (false, $"{source} leaves out, and does not schedule: {string.Join(", ", unscheduled)}");
        }

        foreach (var entry in config.Entries.Where(static entry => entry.Origin == ConfigOrigin.Unknown))
        {
            // The files that are part of the program have keys of other clients and of drafts, and nobody can mend those.
            var setting = $"{ConfigError.Shown(entry.Key)} = {ConfigError.Shown(entry.Value)}";
            yield return (!isNetwork, $"{source}:{entry.Line}: {setting} is not a key of the specification and changes nothing");
        }
    }

    /// <summary>Writes the lines to the log; what is to be said of a file that is part of the program only when debugging.</summary>
    public static void Log(ChainSpec spec, string source)
    {
        var rest = Networks.Names.Contains(source, StringComparer.Ordinal)
            ? Serilog.Events.LogEventLevel.Debug
            : Serilog.Events.LogEventLevel.Information;
        foreach (var (index, (isWarning, text)) in Lines(spec, source).Index())
        {
            var level = index == 0 ? Serilog.Events.LogEventLevel.Information : rest;
            Serilog.Log.Write(isWarning ? Serilog.Events.LogEventLevel.Warning : level, "{Text:l}", text);
        }
    }

    /// <summary>Writes the warnings, and what a file of one's own left out, to standard error for a command that is run by hand.</summary>
    public static void Write(TextWriter error, ChainSpec spec, string source)
    {
        foreach (var (isWarning, text) in Lines(spec, source).Skip(1))
        {
            if (isWarning || !Networks.Names.Contains(source, StringComparer.Ordinal))
            {
                error.WriteLine(isWarning ? $"warning: {text}" : text);
            }
        }
    }

    private static string? List(ChainConfig config, ConfigOrigin origin)
    {
        var entries = config.Entries.Where(entry => entry.Origin == origin).ToArray();
        var shown = string.Join(", ", entries.Take(MaxShown).Select(static entry => $"{entry.Key} = {entry.Value}"));
        return entries.Length == 0 ? null
            : entries.Length <= MaxShown ? shown
            : $"{shown} and {entries.Length - MaxShown} more, which `config print` shows";
    }

    private static string Forks(ChainSpec spec) => string.Join(", ", ForkNames.All
        .Where(fork => spec.ForkEpoch(fork) != Spec.Constants.FarFutureEpoch)
        .Select(fork => $"{fork.Text()} {spec.ForkEpoch(fork)}"));
}
