using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Interop.Builders;

/// <summary>
/// Says that a proposer itself asks a builder, for the block of one slot (`builder-specs`, `gloas/validator.md#builderrequestauth`). The
/// data is what both agreed on, <see cref="BuilderEntry.MaxAuthData"/> bytes at most and one at least.
/// </summary>
[SszContainer(Since = ForkName.Gloas)]
public sealed partial record BuilderRequestAuth
{
    private static readonly DomainType DomainBuilderRequestAuth = DomainType.Parse("0x0B000001");

    /// <summary>What was agreed on, or the name of the builder's host.</summary>
    [Ssz("ByteList[4096]")]
    public ByteList Data { get; init; } = ByteList.Empty;

    /// <summary>The slot whose block is asked for.</summary>
    public Slot Slot { get; init; }

    /// <summary>The domain it is signed in: under the genesis version of the chain and no genesis validators root.</summary>
    public static Domain DomainOf(ChainConfig config) => Misc.ComputeDomain(config, DomainBuilderRequestAuth);
}
