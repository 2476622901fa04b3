using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Conformance.Cases;

/// <summary>What cases share: the two presets with their configurations, and the verifier of real signatures.</summary>
internal static class CaseSpecs
{
    private static readonly ChainSpec Minimal = new(Preset.Minimal, ChainConfig.Minimal);
    private static readonly ChainSpec Mainnet = new(Preset.Mainnet, ChainConfig.Mainnet);

    /// <summary>The signature scheme; keys it has decompressed are cached for all cases.</summary>
    public static ManagedBls Bls { get; } = new();

    /// <summary>Verifies each signature at once.</summary>
    public static ISignatureVerifier Verifier { get; } = new ImmediateVerifier(Bls);

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
