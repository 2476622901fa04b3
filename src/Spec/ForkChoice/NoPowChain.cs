using Consensoor.Spec.Containers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>Knows no proof-of-work block: for chains whose merge is past.</summary>
public sealed class NoPowChain : IPowChain
{
    private NoPowChain()
    {
    }

    /// <summary>The only instance; it has no state.</summary>
    public static NoPowChain Instance { get; } = new();

    /// <summary>Knows no block: always null, so that merge blocks are refused as not yet known.</summary>
    public PowBlock? GetPowBlock(Hash32 blockHash) => null;
}
