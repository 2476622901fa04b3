using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;

namespace Consensoor.Conformance.Cases;

/// <summary>What cases share: the two presets with their configurations.</summary>
internal static class CaseSpecs
{
    private static readonly ChainSpec Minimal = new(Preset.Minimal, ChainConfig.Minimal);
    private static readonly ChainSpec Mainnet = new(Preset.Mainnet, ChainConfig.Mainnet);

    /// <summary>The chain of a case.</summary>
    public static ChainSpec Of(TestCase test)
    {
        var spec = test.Path.Preset switch
        {
            "minimal" => Minimal,
            "mainnet" or "general" => Mainnet,
            var other => throw new CaseFailedException($"no code knows the preset {other}"),
        };
        if (!test.Has("config.yaml"))
        {
            return spec;
        }

        using var reader = test.Open("config.yaml");
        Check.That(spec.Config.TryOverride(reader.ReadToEnd(), out var config, out var error), $"config.yaml: {error}");
        return new ChainSpec(spec.Preset, config);
    }
}
