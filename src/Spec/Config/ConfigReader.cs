using Consensoor.Spec.Presets;

namespace Consensoor.Spec.Config;

/// <summary>
/// Turns the text values of a file into a configuration; the entries of a schedule must stand in order where they are to.
/// </summary>
internal sealed class ConfigReader(IReadOnlyDictionary<string, ConfigValue> values, Preset preset, bool inOrder)
{
    private const string SecondsPerSlotKey = "SECONDS_PER_SLOT";
    private const string SlotDurationKey = "SLOT_DURATION_MS";
    private const string ForkEpochSuffix = "_FORK_EPOCH";
    private const ulong MaxSecondsPerSlot = 86_400;

    private static readonly string[] Schedules = [ConfigChecks.BlobSchedule, ConfigChecks.GasLimitSchedule];

    private static readonly HashSet<string> Known =
        ConfigKey.All.Select(static key => key.Name).Concat(Schedules).Append(SecondsPerSlotKey).ToHashSet(StringComparer.Ordinal);

    private static readonly Dictionary<string, Func<Preset, ulong>> PresetKeys =
        Preset.Keys.ToDictionary(static key => key.Key, static key => key.Value, StringComparer.Ordinal);

    /// <summary>
    /// Reads a whole file: keys it lacks come from a fallback, forks it does not name are not scheduled, and the values must fit each
    /// other.
    /// </summary>
    public ConfigError? Read(ChainConfig fallback, out ChainConfig config)
    {
        var start = fallback with { BlobSchedule = [], GasLimitSchedule = [] };
        foreach (var key in ConfigKey.All.Where(key => IsForkEpoch(key.Name) && !values.ContainsKey(key.Name)))
        {
            start = key.Read(start, $"{Constants.FarFutureEpoch}")!;
        }

        if (ReadOver(start, out config) is { } error)
        {
            return error;
        }

        if (!values.Keys.Any(Known.Contains))
        {
            const string Reason = "not one key of the file is a configuration's (PRESET_BASE, ALTAIR_FORK_EPOCH and so on)";
            return new ConfigError(ConfigErrorKind.NotAConfiguration, values.Keys.FirstOrDefault() ?? "", 1, Reason);
        }

        config = config with { Entries = Entries(config) };
        return new ConfigChecks(config, preset, values).Find();
    }

    /// <summary>Reads the keys of a file over a configuration, each by itself.</summary>
    public ConfigError? ReadOver(ChainConfig start, out ChainConfig config)
    {
        config = start;
        foreach (var key in ConfigKey.All)
        {
            if (!values.TryGetValue(key.Name, out var value))
            {
                continue;
            }

            if (value.Rows is not null || key.Read(config, value.Text) is not { } next)
            {
                return Bad(key.Name, value, $"expects {key.Expects}, not '{ConfigError.Shown(value.Text)}'");
            }

            config = next;
        }

        return ReadSlotDuration(ref config) ?? ReadSchedules(ref config) ?? ReadOthers(ref config);
    }

    private static bool IsForkEpoch(string key) => key.EndsWith(ForkEpochSuffix, StringComparison.Ordinal);

    private ConfigError? ReadSlotDuration(ref ChainConfig config)
    {
        if (!values.TryGetValue(SecondsPerSlotKey, out var value))
        {
            return null;
        }

        if (!ConfigKey.TryNumber(value.Text, out var seconds) || seconds is 0 or > MaxSecondsPerSlot)
        {
            return Bad(SecondsPerSlotKey, value, $"expects seconds from 1 to {MaxSecondsPerSlot}, not '{ConfigError.Shown(value.Text)}'");
        }

        if (!values.ContainsKey(SlotDurationKey))
        {
            config = config with { SlotDurationMs = seconds * 1000 };
        }

        return config.SlotDurationMs / 1000 == seconds
            ? null
            : Bad(SecondsPerSlotKey, value, $"{seconds} seconds are not SLOT_DURATION_MS = {config.SlotDurationMs}");
    }

    private ConfigError? ReadSchedules(ref ChainConfig config)
    {
        if (values.TryGetValue(ConfigChecks.BlobSchedule, out var blobs))
        {
            if (ReadRows(ConfigChecks.BlobSchedule, blobs, "MAX_BLOBS_PER_BLOCK", out var rows) is { } error)
            {
                return error;
            }

            config = config with { BlobSchedule = [.. rows.Select(static row => new BlobScheduleEntry(row.Epoch, row.Value))] };
        }

        if (values.TryGetValue(ConfigChecks.GasLimitSchedule, out var gas))
        {
            if (ReadRows(ConfigChecks.GasLimitSchedule, gas, "GAS_LIMIT", out var rows) is { } error)
            {
                return error;
            }

            config = config with { GasLimitSchedule = [.. rows.Select(static row => new GasLimitScheduleEntry(row.Epoch, row.Value))] };
        }

        return null;
    }

    private ConfigError? ReadRows(string key, ConfigValue value, string name, out List<(ulong Epoch, ulong Value)> rows)
    {
        rows = [];
        if (value.Rows is null)
        {
            var expected = $"expects a list of EPOCH and {name}, not '{ConfigError.Shown(value.Text)}'";
            return value.Text.Length == 0 ? null : Bad(key, value, expected);
        }

        foreach (var row in value.Rows)
        {
            if (row.Values.Count != 2 || !TryNumber(row, "EPOCH", out var epoch) || !TryNumber(row, name, out var limit))
            {
                var expected = $"an entry has EPOCH and {name}, both unsigned 64-bit decimals, and nothing else";
                return new ConfigError(ConfigErrorKind.BadValue, key, row.Line, expected);
            }

            if (rows.Count > 0 && (epoch == rows[^1].Epoch || (inOrder && epoch < rows[^1].Epoch)))
            {
                var order = $"the entry of epoch {epoch} stands behind that of {rows[^1].Epoch}; epochs go up";
                return new ConfigError(ConfigErrorKind.Schedule, key, row.Line, order);
            }

            rows.Add((epoch, limit));
        }

        rows.Sort(static (a, b) => a.Epoch.CompareTo(b.Epoch));
        return null;
    }

    private static bool TryNumber(ConfigRow row, string name, out ulong number)
    {
        number = 0;
        return row.Values.TryGetValue(name, out var text) && ConfigKey.TryNumber(text, out number);
    }

    private ConfigError? ReadOthers(ref ChainConfig config)
    {
        var unknown = new Dictionary<string, string>(config.UnknownKeys, StringComparer.Ordinal);
        foreach (var (key, value) in values.Where(static pair => !Known.Contains(pair.Key)))
        {
            if (!PresetKeys.TryGetValue(key, out var get))
            {
                unknown[key] = value.Text;
            }
            else if (!ConfigKey.TryNumber(value.Text, out var number) || number != get(preset))
            {
                var detail = $"the {preset.Name} preset has {get(preset)}, not '{ConfigError.Shown(value.Text)}'";
                return new ConfigError(ConfigErrorKind.PresetConflict, key, value.Line, $"{detail}; a configuration cannot change it");
            }
        }

        config = config with { UnknownKeys = unknown };
        return null;
    }

    /// <summary>Says of each key what it became: those of the specification in its order, then what else the file has.</summary>
    private List<ConfigEntry> Entries(ChainConfig config)
    {
        var entries = new List<ConfigEntry>();
        foreach (var key in ConfigKey.All)
        {
            entries.Add(Entry(key.Name, key.Write(config), IsForkEpoch(key.Name) ? ConfigOrigin.NotScheduled : ConfigOrigin.Default));
        }

        entries.Add(Entry(ConfigChecks.BlobSchedule, ChainSpec.Text(config.BlobSchedule), ConfigOrigin.NotScheduled));
        entries.Add(Entry(ConfigChecks.GasLimitSchedule, ChainSpec.Text(config.GasLimitSchedule), ConfigOrigin.NotScheduled));
        foreach (var (key, value) in values.Where(static pair => !Known.Contains(pair.Key)))
        {
            var origin = PresetKeys.ContainsKey(key) ? ConfigOrigin.Preset : ConfigOrigin.Unknown;
            entries.Add(new ConfigEntry(key, value.Text, origin, value.Line));
        }

        return entries;
    }

    private ConfigEntry Entry(string key, string text, ConfigOrigin missing)
    {
        if (values.TryGetValue(key, out var value))
        {
            return new ConfigEntry(key, text, ConfigOrigin.File, value.Line);
        }

        return key == SlotDurationKey && values.TryGetValue(SecondsPerSlotKey, out var seconds)
            ? new ConfigEntry(key, text, ConfigOrigin.Derived, seconds.Line)
            : new ConfigEntry(key, text, missing, 0);
    }

    private static ConfigError Bad(string key, ConfigValue value, string detail) =>
        new(ConfigErrorKind.BadValue, key, value.Line, detail);
}
