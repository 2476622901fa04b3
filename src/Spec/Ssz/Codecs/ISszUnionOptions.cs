using System.Collections.Immutable;

namespace Consensoor.Spec.Ssz.Codecs;

/// <summary>The options of a union as a type argument.</summary>
public interface ISszUnionOptions
{
    /// <summary>
    /// The codec of each option by selector, null for None. `Union[A, B]` has the selectors 0 and 1, and None, if at all, at 0;
    /// `CompatibleUnion({...})` has selectors from 1 to 127.
    /// </summary>
    static abstract ImmutableSortedDictionary<byte, SszObjectCodec?> Options { get; }
}
