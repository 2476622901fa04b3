using System.Text;
using Consensoor.Spec.Presets;

namespace Consensoor.Spec.Config;

/// <summary>
/// Holds the configurations of public networks, and the specification's own, that are part of the program (`Networks/*.yaml`).
/// </summary>
public static class Networks
{
    private const string ResourceFolder = "Consensoor.Spec.Config.Networks.";

    /// <summary>Lists the names of the networks.</summary>
    public static IReadOnlyList<string> Names { get; } = ["mainnet", "sepolia", "hoodi", "holesky", "minimal"];

    /// <summary>Gives the configuration file of a network as it was published; null where no network has the name.</summary>
    public static string? Text(string name)
    {
        if (!Names.Contains(name, StringComparer.Ordinal))
        {
            return null;
        }

        using var stream = typeof(Networks).Assembly.GetManifestResourceStream($"{ResourceFolder}{name}.yaml")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Gives the chain of a network by its name; null where no network has it.</summary>
    public static ChainSpec? Find(string name) =>
        Text(name) is { } text && ChainConfig.TryParse(text, out var config, out _)
            ? new ChainSpec(Preset.ByName(config.PresetBase)!, config)
            : null;
}
