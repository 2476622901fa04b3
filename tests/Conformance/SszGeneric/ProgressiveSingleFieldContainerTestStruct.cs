using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Conformance.SszGeneric;

/// <summary>`ProgressiveSingleFieldContainerTestStruct` of the format `tests/formats/ssz_generic`.</summary>
[SszContainer(ProgressiveSince = ForkName.Phase0)]
public sealed partial record ProgressiveSingleFieldContainerTestStruct
{
    [Ssz(JsonName = "A")]
    public byte A { get; init; }
}
