namespace Consensoor.Spec.Ssz;

/// <summary>A root and the context it was computed in; replaced whole, so that racing readers agree.</summary>
internal sealed record CachedRoot(SszContext Context, Bytes32 Root)
{
    [ThreadStatic]
    private static Action<Bytes32>? onComputed;

    /// <summary>Hears each root that is computed on this thread, for tests that count them; null where nobody listens.</summary>
    internal static Action<Bytes32>? OnComputed
    {
        get => onComputed;
        set => onComputed = value;
    }

    /// <summary>The `hash_tree_root` that was computed once.</summary>
    public Bytes32 Root { get; } = Tell(Root);

    private static Bytes32 Tell(Bytes32 root)
    {
        onComputed?.Invoke(root);
        return root;
    }
}
