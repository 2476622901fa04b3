using System.Collections.Immutable;
using Consensoor.Spec.Ssz.Codecs;

namespace Consensoor.Conformance.SszGeneric;

/// <summary>`CompatibleUnionBC` of the format `tests/formats/ssz_generic`.</summary>
public readonly struct CompatibleUnionBC : ISszUnionOptions
{
    /// <inheritdoc/>
    public static ImmutableSortedDictionary<byte, SszObjectCodec?> Options { get; } =
        ImmutableSortedDictionary.CreateRange<byte, SszObjectCodec?>(
        [
            new(2, SszObjectCodec.Of<ProgressiveSingleListContainerTestStruct>()),
            new(3, SszObjectCodec.Of<ProgressiveVarTestStruct>()),
        ]);
}
