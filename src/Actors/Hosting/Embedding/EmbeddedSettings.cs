using Consensoor.Actors.Cli;
using Consensoor.Actors.Network.Topics;

namespace Consensoor.Actors.Hosting.Embedding;

/// <summary>
/// Settings of a program that holds a node, by their names below `consensoor`: options of `run` and `devnet` (by their names without
/// dashes), and all that HOCON has. Names may be written with capitals, and _ for -, as environments have them.
/// </summary>
internal sealed record EmbeddedSettings(IReadOnlyDictionary<string, HoconEntry> Options, IReadOnlyList<HoconSetting> Hocon)
{
    private const string Own = "consensoor.";
    private const string Devnet = "consensoor.devnet.";
    private const string Dispatchers = "consensoor.dispatchers.";
    private const string Lanes = "consensoor.gossip.lane.";
    private const string Waiting = "consensoor.chain.waiting.";

    /// <summary>
    /// Reads them; throws <see cref="NodeStartException"/> for one that there is not, or that a node of the kind has not.
    /// </summary>
    public static EmbeddedSettings Read(IReadOnlyDictionary<string, string> settings, bool isDevnet)
    {
        var names = Names(isDevnet).ToDictionary(Plain, static name => name, StringComparer.Ordinal);
        var (options, hocon) = (new Dictionary<string, HoconEntry>(StringComparer.Ordinal), new List<HoconSetting>());
        if (settings.Keys.GroupBy(Plain).FirstOrDefault(static same => same.Count() > 1) is { } twice)
        {
            throw new NodeStartException($"{Own}{twice.Key} is given in several ways, as {string.Join(" and ", twice)}: write it in one");
        }

        foreach (var (given, value) in settings)
        {
            var path = names.GetValueOrDefault(Plain(Own + given))
                ?? (given.StartsWith(Dispatchers[Own.Length..], StringComparison.Ordinal)
                    ? Own + given
                    : throw new NodeStartException(
                        $"{Own}{given} is not a setting{NearestName.Aside(Own + given, names.Values)}"));
            var name = path[(path.LastIndexOf('.') + 1)..];
            if (path.StartsWith(Devnet, StringComparison.Ordinal) || RunSettings.IsOne(path))
            {
                options[RunSettings.PathOf(name)] = new HoconEntry(path, value, given);
            }
            else
            {
                hocon.Add(new HoconSetting(path, value, given));
            }
        }

        return new EmbeddedSettings(options, hocon);
    }

    // One name for all ways to write it.
    private static string Plain(string name) => name.Replace('_', '-').ToLowerInvariant();

    private static IEnumerable<string> Names(bool isDevnet)
    {
        var reference = HoconText.Leaves(NodeConfig.Reference).Keys.Where(static path => path.StartsWith(Own, StringComparison.Ordinal));
        var known = reference.ToHashSet(StringComparer.Ordinal);
        foreach (var topic in TopicTable.Rows)
        {
            known.Add($"{Waiting}{topic.Name}");
            known.UnionWith(known.Where(static path => path.StartsWith($"{Lanes}default.", StringComparison.Ordinal))
                .Select(path => $"{Lanes}{topic.Name}.{path[$"{Lanes}default.".Length..]}").ToList());
        }

        return known.Concat(isDevnet ? [] : RunSettings.Names.Select(RunSettings.PathOf))
            .Concat(isDevnet ? DevnetCliOptions.CommonNames.Select(RunSettings.PathOf) : [])
            .Concat(isDevnet ? DevnetCliOptions.Names.Select(static name => $"{Devnet}{name.TrimStart('-')}") : [])
            .Distinct(StringComparer.Ordinal);
    }
}
