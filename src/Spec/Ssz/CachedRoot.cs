namespace Consensoor.Spec.Ssz;

/// <summary>A root and the context it was computed in; replaced whole, so that racing readers agree.</summary>
internal sealed record CachedRoot(SszContext Context, Bytes32 Root);
