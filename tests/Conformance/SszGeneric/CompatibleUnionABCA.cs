using System.Collections.Immutable;
using Consensoor.Spec.Ssz.Codecs;

namespace Consensoor.Conformance.SszGeneric;

/// <summary>`CompatibleUnionABCA` of the format `tests/formats/ssz_generic`.</summary>
public readonly struct CompatibleUnionABCA : ISszUnionOptions
{
    /// <inheritdoc/>
    public static ImmutableSortedDictionary<byte, SszObjectCodec?> Options { get; } =
        ImmutableSortedDictionary.CreateRange<byte, SszObjectCodec?>(
        [
            new(1, SszObjectCodec.Of<ProgressiveSingleFieldContainerTestStruct>()),
            new(2, SszObjectCodec.Of<ProgressiveSingleListContainerTestStruct>()),
            new(3, SszObjectCodec.Of<ProgressiveVarTestStruct>()),
            new(4, SszObjectCodec.Of<ProgressiveSingleFieldContainerTestStruct>()),
        ]);
}
