using Consensoor.Spec.Presets;

namespace Consensoor.Spec.Config;

public sealed partial record ChainConfig
{
    private const string SecondsPerSlotKey = "SECONDS_PER_SLOT";
    private const string ForkEpochSuffix = "_FORK_EPOCH";

    /// <summary>
    /// Reads a configuration file in the standard YAML form. Keys that the file lacks take the value of its PRESET_BASE's own configuration and stand in <see cref="MissingKeys"/>, except
    /// that a fork without an epoch is not scheduled and a schedule without entries is empty; the deprecated SECONDS_PER_SLOT stands in for SLOT_DURATION_MS. Keys that the specification
    /// does not know are kept as written. False and the reason on any other preset, on a value of the wrong type, and on a preset's key with another value than the preset's.
    /// </summary>
    public static bool TryParse(string yaml, out ChainConfig config, out ConfigError? error)
    {
        config = Mainnet;
        if (ConfigFile.TryRead(yaml, out error) is not { } values)
        {
            return false;
        }

        var name = values.TryGetValue("PRESET_BASE", out var presetBase) ? presetBase.Text : Preset.Mainnet.Name;
        if (Preset.ByName(name) is not { } preset)
        {
            error = new ConfigError(ConfigErrorKind.UnknownPreset, "PRESET_BASE", presetBase!.Line, $"the preset '{name}' is not built in; mainnet and minimal are");
            return false;
        }

        error = new ConfigReader(values, preset).Read(name == Preset.Minimal.Name ? Minimal : Mainnet, out config);
        return error is null;
    }

    /// <summary>Reads over this configuration the keys that a file has, and no others: what a reference test's config.yaml does.</summary>
    public bool TryOverride(string yaml, out ChainConfig config, out ConfigError? error)
    {
        config = this;
        if (ConfigFile.TryRead(yaml, out error) is not { } values)
        {
            return false;
        }

        if (Preset.ByName(PresetBase) is not { } preset)
        {
            error = new ConfigError(ConfigErrorKind.UnknownPreset, "PRESET_BASE", 1, $"the preset '{PresetBase}' is not built in");
            return false;
        }

        error = new ConfigReader(values, preset).ReadOver(this, out config);
        return error is null;
    }

    /// <summary>The keys of the specification that the file lacked (`configs/`).</summary>
    public IReadOnlyList<string> MissingKeys { get; init; } = [];

    /// <summary>Turns the text values of a file into a configuration.</summary>
    private sealed class ConfigReader(IReadOnlyDictionary<string, ConfigValue> values, Preset preset)
    {
        public ConfigError? Read(ChainConfig fallback, out ChainConfig config)
        {
            var start = fallback with { BlobSchedule = [], GasLimitSchedule = [] };
            var missing = new List<string>();
            foreach (var key in ConfigKey.All.Where(key => !values.ContainsKey(key.Name)))
            {
                missing.Add(key.Name);
                if (key.Name.EndsWith(ForkEpochSuffix, StringComparison.Ordinal))
                {
                    start = key.Read(start, $"{Constants.FarFutureEpoch}")!;
                }
            }

            missing.AddRange(new[] { "BLOB_SCHEDULE", "GAS_LIMIT_SCHEDULE" }.Where(key => !values.ContainsKey(key)));
            var error = ReadOver(start, out config);
            config = config with { MissingKeys = missing };
            return error;
        }

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
                    return Bad(key.Name, value, $"expects {key.Expects}, not '{Short(value.Text)}'");
                }

                config = next;
            }

            return ReadSlotDuration(ref config) ?? ReadSchedules(ref config) ?? ReadOthers(ref config);
        }

        private ConfigError? ReadSlotDuration(ref ChainConfig config)
        {
            if (!values.TryGetValue(SecondsPerSlotKey, out var value))
            {
                return null;
            }

            if (!ConfigKey.TryNumber(value.Text, out var seconds) || seconds is 0 or > 86_400)
            {
                return Bad(SecondsPerSlotKey, value, $"expects seconds from 1 to 86400, not '{Short(value.Text)}'");
            }

            if (!values.ContainsKey("SLOT_DURATION_MS"))
            {
                config = config with { SlotDurationMs = seconds * 1000 };
            }

            return config.SlotDurationMs / 1000 == seconds ? null : Bad(SecondsPerSlotKey, value, $"{seconds} seconds are not SLOT_DURATION_MS = {config.SlotDurationMs}");
        }

        private ConfigError? ReadSchedules(ref ChainConfig config)
        {
            if (values.TryGetValue("BLOB_SCHEDULE", out var blobs))
            {
                if (ReadRows(blobs, "MAX_BLOBS_PER_BLOCK") is not { } rows)
                {
                    return Bad("BLOB_SCHEDULE", blobs, "expects a list of EPOCH and MAX_BLOBS_PER_BLOCK, each epoch once");
                }

                config = config with { BlobSchedule = [.. rows.Select(static row => new BlobScheduleEntry(row.Epoch, row.Value))] };
            }

            if (values.TryGetValue("GAS_LIMIT_SCHEDULE", out var gas))
            {
                if (ReadRows(gas, "GAS_LIMIT") is not { } rows)
                {
                    return Bad("GAS_LIMIT_SCHEDULE", gas, "expects a list of EPOCH and GAS_LIMIT, each epoch once");
                }

                config = config with { GasLimitSchedule = [.. rows.Select(static row => new GasLimitScheduleEntry(row.Epoch, row.Value))] };
            }

            return null;
        }

        private static List<(ulong Epoch, ulong Value)>? ReadRows(ConfigValue value, string name)
        {
            var rows = new List<(ulong Epoch, ulong Value)>();
            if (value.Rows is null)
            {
                return value.Text.Length == 0 ? rows : null;
            }

            foreach (var row in value.Rows)
            {
                if (row.Count != 2 || !row.TryGetValue("EPOCH", out var epochText) || !row.TryGetValue(name, out var limitText)
                    || !ConfigKey.TryNumber(epochText, out var epoch) || !ConfigKey.TryNumber(limitText, out var limit))
                {
                    return null;
                }

                rows.Add((epoch, limit));
            }

            rows.Sort(static (a, b) => a.Epoch.CompareTo(b.Epoch));
            return rows.Zip(rows.Skip(1)).Any(static pair => pair.First.Epoch == pair.Second.Epoch) ? null : rows;
        }

        private ConfigError? ReadOthers(ref ChainConfig config)
        {
            var known = ConfigKey.All.Select(static key => key.Name).Concat(["BLOB_SCHEDULE", "GAS_LIMIT_SCHEDULE", SecondsPerSlotKey]).ToHashSet(StringComparer.Ordinal);
            var presetKeys = Preset.Keys.ToDictionary(static key => key.Key, static key => key.Value, StringComparer.Ordinal);
            var unknown = new Dictionary<string, string>(config.UnknownKeys, StringComparer.Ordinal);
            foreach (var (key, value) in values.Where(pair => !known.Contains(pair.Key)))
            {
                if (presetKeys.TryGetValue(key, out var get))
                {
                    if (!ConfigKey.TryNumber(value.Text, out var number) || number != get(preset))
                    {
                        return new ConfigError(ConfigErrorKind.PresetConflict, key, value.Line, $"the {preset.Name} preset has {get(preset)}, not '{Short(value.Text)}'; a configuration cannot change it");
                    }

                    continue;
                }

                unknown[key] = value.Text;
            }

            config = config with { UnknownKeys = unknown };
            return null;
        }

        private static ConfigError Bad(string key, ConfigValue value, string detail) => new(ConfigErrorKind.BadValue, key, value.Line, detail);

        private static string Short(string text) => text.Length <= 80 ? text : text[..80] + "…";
    }
}
