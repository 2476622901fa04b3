using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;

namespace Consensoor.Actors.Cli;

/// <summary>Chains by the name of a built-in configuration or by a configuration file.</summary>
internal static class ChainSpecs
{
    private const long MaxConfigBytes = 1 << 20;

    /// <summary>The chain of `mainnet`, `minimal` or a file in the standard form; null and the reason otherwise.</summary>
    public static ChainSpec? Load(string nameOrFile, out string? error)
    {
        error = null;
        switch (nameOrFile)
        {
            case "mainnet":
                return new ChainSpec(Preset.Mainnet, ChainConfig.Mainnet);
            case "minimal":
                return new ChainSpec(Preset.Minimal, ChainConfig.Minimal);
        }

        if (CliFiles.Read(nameOrFile, MaxConfigBytes, out error) is not { } bytes)
        {
            return null;
        }

        if (!ChainConfig.TryParse(System.Text.Encoding.UTF8.GetString(bytes), out var config, out var reason))
        {
            error = $"{nameOrFile}: {reason}";
            return null;
        }

        return new ChainSpec(config.PresetBase == "minimal" ? Preset.Minimal : Preset.Mainnet, config);
    }

    /// <summary>A preset by name; null otherwise.</summary>
    public static Preset? PresetOf(string name) => name.ToLowerInvariant() switch
    {
        "mainnet" => Preset.Mainnet,
        "minimal" => Preset.Minimal,
        _ => null,
    };
}
