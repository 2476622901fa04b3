using System.Text.RegularExpressions;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using Consensoor.Actors.Engine;
using Consensoor.Actors.Hosting.Keys;
using Consensoor.Actors.Network.Gossip;
using Consensoor.Actors.Network.Partials;
using Consensoor.Actors.Network.Topics;
using Consensoor.Actors.Storage;
using Consensoor.Actors.Sync;
using Consensoor.Actors.Work;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// Holds the HOCON of a process: `hocon/reference.conf` under the file of a situation, the operator's file, and options. A setting that
/// nobody reads is told, one of the wrong
/// type is refused.
/// </summary>
public sealed partial class NodeHocon
{
    private const string Own = "consensoor.";

    // Below this any name may stand: Akka's own settings of a dispatcher.
    private const string Dispatchers = "consensoor.dispatchers.";

    // Below this stand topics by their names on the wire; what one of them may say, the default lane says.
    private const string Lanes = "consensoor.gossip.lane.";

    // Below this too, for what waits of each.
    private const string Waiting = "consensoor.chain.waiting.";

    private static readonly string[] Units = ["ms", "s", "m", "h"];

    private NodeHocon(Config config, IReadOnlyList<HoconEntry> entries, IReadOnlyList<string> warnings)
    {
        Config = config;
        Entries = entries;
        Warnings = warnings;
    }

    /// <summary>Gives the configuration.</summary>
    public Config Config { get; }

    /// <summary>Lists every setting of `consensoor` and what the operator set besides, by path.</summary>
    public IReadOnlyList<HoconEntry> Entries { get; }

    /// <summary>Says of each setting of the operator's file that nobody reads where it stands.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Says where the value of a setting comes from.</summary>
    public string OriginOf(string path) => Entries.FirstOrDefault(entry => entry.Path == path)?.Origin ?? path;

    /// <summary>
    /// Layers a situation, a file and settings; throws <see cref="NodeStartException"/> for a file or a value that is none.
    /// </summary>
    public static NodeHocon Load(string situation, string? file, IReadOnlyList<HoconSetting> settings)
    {
        var reference = HoconText.Leaves(NodeConfig.Reference);
        var layers = new List<Config>();
        var entries = new SortedDictionary<string, HoconEntry>(StringComparer.Ordinal);
        var warnings = new List<string>();
        Put(entries, reference, static _ => "default");
        if (situation != "reference")
        {
            layers.Add(NodeConfig.Situation(situation));
            Put(entries, HoconText.Leaves(layers[^1]), _ => $"hocon/{situation}.conf");
        }

        if (file is not null)
        {
            var text = HoconText.Read(file);
            layers.Add(HoconText.Parse(file, text, out var lines));
            string Place(string path) => lines.TryGetValue(path, out var line) ? $"{file}:{line}" : file;
            CheckShape("", layers[^1].Root, reference, Place);
            var own = HoconText.Leaves(layers[^1]);
            warnings.AddRange(own.Keys.Where(path => !IsKnown(path, reference)).Select(path =>
                $"{Place(path)}: {path} is not a setting and is ignored{NearestName.Aside(path, SettingNames(reference))}"));
            Put(entries, own, Place);
        }

        if (settings.Count > 0)
        {
            layers.Add(
                ConfigurationFactory.ParseString(
                    string.Join('\n', settings.Select(static setting => $"{setting.Path} = {Quoted(setting.Value)}"))));
            Put(entries, settings.ToDictionary(static setting => setting.Path, static setting => setting.Value), path =>
                settings.First(setting => setting.Path == path).Origin);
        }

        foreach (var entry in entries.Values)
        {
            CheckType(entry, reference);
        }

        var config = layers.Aggregate(NodeConfig.Reference, static (under, layer) => layer.WithFallback(under));
        CheckValues(config.GetConfig("consensoor"));
        return new NodeHocon(
            config,
            [.. entries.Values.Where(static entry => entry.Path.StartsWith(Own, StringComparison.Ordinal) || entry.Origin != "default")],
            warnings);
    }

    /// <summary>Says whether a text is a duration in HOCON with a unit.</summary>
    internal static bool IsDuration(string text) =>
        Duration().Match(text) is { Success: true } match && Units.Contains(match.Groups["unit"].Value, StringComparer.Ordinal);

    // Reads what can be read before there is a chain: a value out of its range ends the start before anything is made.
    private static void CheckValues(Config consensoor)
    {
        ValidatorOptions.From(consensoor);
        KeyOptions.From(consensoor);
        EngineSettings.From(consensoor);
        ExecutionChoice.From(consensoor);
        EmbeddedExecution.BlobsIn(consensoor);
        WorkSettings.From(consensoor);
        StorageSettings.From(consensoor);
        SyncSettings.From(consensoor);
        BackfillSettings.From(consensoor);
        HttpLimits.From(consensoor);
        PartialColumnsSettings.From(consensoor);
        foreach (var topic in TopicTable.Rows)
        {
            LaneSettings.From(consensoor, topic.Name);
        }
    }

    private static IEnumerable<string> SettingNames(Dictionary<string, string> reference) =>
        reference.Keys.Where(static path => path.StartsWith(Own, StringComparison.Ordinal))
            .Concat(RunSettings.Names.Select(RunSettings.PathOf));

    private static bool IsKnown(string path, Dictionary<string, string> reference) =>
        ExampleOf(path, reference) is not null
        || RunSettings.IsOne(path)
        || path.StartsWith("akka.", StringComparison.Ordinal)
        || path.StartsWith(Dispatchers, StringComparison.Ordinal);

    /// <summary>Gives the default of a setting, or the default lane's where the setting is a topic's; null where nobody reads it.</summary>
    private static string? ExampleOf(string path, Dictionary<string, string> reference)
    {
        if (reference.TryGetValue(path, out var example))
        {
            return example;
        }

        if (path.StartsWith(Waiting, StringComparison.Ordinal) && TopicTable.Rows.Any(row => row.Name == path[Waiting.Length..]))
        {
            return reference.GetValueOrDefault($"{Waiting}default");
        }

        var parts = path.StartsWith(Lanes, StringComparison.Ordinal) ? path[Lanes.Length..].Split('.') : [];
        return parts.Length == 2 && TopicTable.Rows.Any(row => row.Name == parts[0])
            ? reference.GetValueOrDefault($"{Lanes}default.{parts[1]}")
            : null;
    }

    // One who reads a setting where a group is, or a group where a value is, finds nothing that it could be told by.
    private static void CheckShape(string path, HoconValue? value, Dictionary<string, string> reference, Func<string, string> place)
    {
        if (value?.IsObject() != true)
        {
            if ($"{path}." == RunSettings.Group || reference.Keys.Any(known => known.StartsWith($"{path}.", StringComparison.Ordinal)))
            {
                throw new NodeStartException($"{place(path)}: {path} is a group of settings, and no setting");
            }

            if (path.StartsWith(Own, StringComparison.Ordinal) && value?.Values.Exists(static part => part is HoconArray) == true
                && value.GetArray().Any(static item => item.IsObject() || item.Values.Exists(static part => part is HoconArray)))
            {
                throw new NodeStartException($"{place(path)}: {path} has a group or a list in its list, where only values are read");
            }

            return;
        }

        if (ExampleOf(path, reference) is not null)
        {
            throw new NodeStartException($"{place(path)}: {path} is a setting, and no group of settings");
        }

        foreach (var (key, item) in value.GetObject().Items)
        {
            CheckShape(path.Length == 0 ? key : $"{path}.{key}", item, reference, place);
        }
    }

    // What the default is tells what a value must be: a number, a duration, a switch or one of few words, within its range.
    private static void CheckType(HoconEntry entry, Dictionary<string, string> reference)
    {
        if (entry.Path.StartsWith(Own, StringComparison.Ordinal)
            && !entry.Path.StartsWith(Dispatchers, StringComparison.Ordinal)
            && ExampleOf(entry.Path, reference) is { } example
            && HoconRanges.Expected(entry.Path, example, entry.Value) is { } expected)
        {
            var given = ExecutionChoice.MayHoldSecret(entry.Path) ? "" : $" = '{entry.Value}'";
            throw new NodeStartException($"{entry.Origin}: {entry.Path}{given} is not {expected}");
        }
    }

    private static void Put(SortedDictionary<string, HoconEntry> entries, Dictionary<string, string> leaves, Func<string, string> origin)
    {
        foreach (var (path, value) in leaves)
        {
            entries[path] = new HoconEntry(path, value, origin(path));
        }
    }

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex(@"^(?<number>\d+)\s*(?<unit>[a-z]+)$")]
    private static partial Regex Duration();
}
