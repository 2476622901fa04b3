using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A sync committee contribution with the aggregator's proof of selection (`altair/validator.md#contributionandproof`).</summary>
[SszContainer(Since = ForkName.Altair)]
public sealed partial record ContributionAndProof
{
    public ValidatorIndex AggregatorIndex { get; init; }

    public SyncCommitteeContribution Contribution { get; init; } = null!;

    public BLSSignature SelectionProof { get; init; }
}
