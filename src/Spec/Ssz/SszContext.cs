using System.Collections.Concurrent;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz.Codecs;

namespace Consensoor.Spec.Ssz;

/// <summary>
/// What a container needs to know to become bytes or a root: the chain's limits and the fork whose fields it carries. One instance per fork
/// of a <see cref="ChainSpec"/>.
/// </summary>
public sealed class SszContext
{
    private readonly ConcurrentDictionary<Type, string> _layouts = new();

    internal SszContext(ChainSpec spec, ForkName fork)
    {
        Spec = spec;
        Fork = fork;
    }

    /// <summary>The chain this context belongs to.</summary>
    public ChainSpec Spec { get; }

    /// <summary>The fork whose fields and types hold.</summary>
    public ForkName Fork { get; }

    /// <summary>The preset, from which types take their limits.</summary>
    public Preset Preset => Spec.Preset;

    /// <summary>
    /// The layout of a codec's type in this context: the same string object wherever bytes and roots are the same, so that a cached root is
    /// good for a later fork too.
    /// </summary>
    internal string LayoutOf<T, TCodec>()
        where TCodec : struct, ISszCodec<T> =>
        _layouts.GetOrAdd(typeof(TCodec), static (_, context) => string.Intern(TCodec.Schema(context).Layout), this);
}
