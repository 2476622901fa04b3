using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Builders;

/// <summary>What a proposer wants of one builder (`builder-specs`, gloas, BuilderPreferences); the amount in Gwei.</summary>
[SszContainer(Since = ForkName.Gloas)]
public sealed partial record BuilderPreferences
{
    /// <summary>The most that the builder may promise to pay outside the protocol.</summary>
    public ulong MaxExecutionPayment { get; init; }
}
