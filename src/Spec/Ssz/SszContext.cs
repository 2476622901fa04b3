using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;

namespace Consensoor.Spec.Ssz;

/// <summary>What a container needs to know to become bytes or a root: the chain's limits and the fork whose fields it carries. One instance per fork of a <see cref="ChainSpec"/>.</summary>
public sealed class SszContext
{
    internal SszContext(ChainSpec spec, ForkName fork)
    {
        Spec = spec;
        Fork = fork;
    }

    /// <summary>The chain this context belongs to.</summary>
    public ChainSpec Spec { get; }

    /// <summary>The fork whose fields and types hold.</summary>
    public ForkName Fork { get; }

    /// <summary>The limits.</summary>
    public Preset Preset => Spec.Preset;
}
