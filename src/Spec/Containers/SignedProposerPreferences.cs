using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A proposer's preferences with its signature (`gloas/p2p-interface.md#new-signedproposerpreferences`).</summary>
[SszContainer(Since = ForkName.Gloas)]
public sealed partial record SignedProposerPreferences
{
    public ProposerPreferences Message { get; init; } = null!;

    public BLSSignature Signature { get; init; }
}
