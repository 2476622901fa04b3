using Consensoor.Spec.Config;

namespace Consensoor.Spec.Ssz;

/// <summary>
/// Declares the SSZ type of a field and the forks it has that type in. The type is written in the specification's own notation with its own
/// limit names: `List[Attestation, MAX_ATTESTATIONS]`, `Vector[Root, SLOTS_PER_HISTORICAL_ROOT]`, `BitList[N]`, `BitVector[N]`,
/// `ByteList[N]`, `ByteVector[N]`, `ProgressiveList[T]`, `ProgressiveBitList`, `ProgressiveByteList`, nested at will; absent, it follows
/// from the property's type. A property without this attribute exists in every fork. With several, each holds from its Since until the next
/// one's.
/// </summary>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class SszAttribute(string? type = null) : Attribute
{
    /// <summary>The SSZ type, or null where the property's type says it all.</summary>
    public string? Type { get; } = type;

    /// <summary>The first fork in which this declaration holds.</summary>
    public ForkName Since { get; init; } = ForkName.Phase0;

    /// <summary>The first fork in which the field is gone again.</summary>
    public ForkName Until { get; init; } = (ForkName)int.MaxValue;

    /// <summary>The field's name in JSON and YAML where it is not the property's name in snake_case.</summary>
    public string? JsonName { get; init; }
}
