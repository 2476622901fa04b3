namespace Consensoor.Spec.Ssz.Codecs;

/// <summary>A limit or length as a type argument; the source generator writes one for every expression in an [Ssz] attribute.</summary>
public interface ISszLimit
{
    /// <summary>The number under a context.</summary>
    static abstract ulong Value(SszContext context);
}
