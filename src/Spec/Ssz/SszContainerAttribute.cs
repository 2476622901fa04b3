using Consensoor.Spec.Config;

namespace Consensoor.Spec.Ssz;

/// <summary>
/// Marks a partial record or class whose properties, in declaration order, are the fields of an SSZ container; the source generator writes
/// its codec for every fork.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SszContainerAttribute : Attribute
{
    /// <summary>
    /// The fork from which on the container is a ProgressiveContainer (EIP-7495); a field removed later leaves a gap in its active fields.
    /// </summary>
    public ForkName ProgressiveSince { get; init; } = (ForkName)int.MaxValue;

    /// <summary>
    /// Positions of a progressive container that no field takes, as in the specification's `active_fields(width, gaps)`; those of removed
    /// fields follow from the fields.
    /// </summary>
    public int[] Gaps { get; init; } = [];

    /// <summary>The first fork that has the container.</summary>
    public ForkName Since { get; init; } = ForkName.Phase0;

    /// <summary>True keeps the last computed root beside the (immutable) value; for containers that are hashed again and again.</summary>
    public bool CacheRoot { get; init; }
}
