using System.Collections.Immutable;
using Consensoor.Spec.Ssz.Codecs;

namespace Consensoor.Conformance.SszGeneric;

/// <summary>`CompatibleUnionA` of the format `tests/formats/ssz_generic`.</summary>
public readonly struct CompatibleUnionA : ISszUnionOptions
{
    /// <inheritdoc/>
    public static ImmutableSortedDictionary<byte, SszObjectCodec?> Options { get; } =
        ImmutableSortedDictionary.CreateRange<byte, SszObjectCodec?>(
        [
            new(1, SszObjectCodec.Of<ProgressiveSingleFieldContainerTestStruct>()),
        ]);
}
