using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Config;

/// <summary>A preset and a configuration: all that decides how a chain behaves, besides its state.</summary>
public sealed partial class ChainSpec
{
    private readonly SszContext[] _contexts;

    /// <summary>Joins a preset and a configuration.</summary>
    public ChainSpec(Preset preset, ChainConfig config)
    {
        Preset = preset;
        Config = config;
        _contexts = [.. ForkNames.All.Select(fork => new SszContext(this, fork))];
    }

    /// <summary>The compile-time limits and sizes (`presets/`).</summary>
    public Preset Preset { get; }

    /// <summary>The run-time values (`configs/`): fork schedule, genesis, times, network limits.</summary>
    public ChainConfig Config { get; }

    /// <summary>The SSZ context of a fork under this preset; always the same instance for the same fork.</summary>
    public SszContext Ssz(ForkName fork) => _contexts[(int)fork];
}
