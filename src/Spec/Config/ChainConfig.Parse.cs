using Consensoor.Spec.Presets;

namespace Consensoor.Spec.Config;

public sealed partial record ChainConfig
{
    /// <summary>
    /// Reads a configuration file in the standard YAML form. Keys that the file lacks take the value of its PRESET_BASE's own
    /// configuration, except that a fork without an epoch is not
    /// scheduled and a schedule without entries is empty; the deprecated SECONDS_PER_SLOT stands in for SLOT_DURATION_MS. Keys that the
    /// specification does not know are kept as written.
    /// <see cref="Entries"/> says what became of each. False and the reason, with key and line, on a text that is not one plain mapping
    /// with a key of a configuration, on any other
    /// preset, on a value of the wrong type, on a preset's key with another value than the preset's, and on values that cannot hold
    /// together.
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
            var detail = $"the preset '{ConfigError.Shown(name)}' is not built in; mainnet and minimal are";
            error = new ConfigError(ConfigErrorKind.UnknownPreset, "PRESET_BASE", presetBase!.Line, detail);
            return false;
        }

        error = new ConfigReader(values, preset, inOrder: true).Read(name == Preset.Minimal.Name ? Minimal : Mainnet, out config);
        return error is null;
    }

    /// <summary>
    /// Reads over this configuration the keys that a file has, and no others, each by itself: what a reference test's config.yaml does,
    /// whose schedules need not fit together.
    /// </summary>
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

        error = new ConfigReader(values, preset, inOrder: false).ReadOver(this, out config);
        return error is null;
    }

    /// <summary>
    /// Says what each key became and where it came from, for a configuration that was read from a file; empty for the built-in ones
    /// (`configs/`).
    /// </summary>
    public IReadOnlyList<ConfigEntry> Entries { get; init; } = [];

    /// <summary>Names the keys of the specification that the file lacked (`configs/`).</summary>
    public IReadOnlyList<string> MissingKeys => [.. Entries.Where(static entry => entry.IsMissing).Select(static entry => entry.Key)];
}
