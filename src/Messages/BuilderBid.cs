using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Messages;

/// <summary>
/// What a builder offers for a payload, bellatrix to fulu (`builder-specs`, BuilderBid): its header, what of it stands in the body besides,
/// and what it pays the proposer, in wei.
/// </summary>
[SszContainer(Since = ForkName.Bellatrix)]
public sealed partial record BuilderBid
{
    private static readonly DomainType DomainApplicationBuilder = DomainType.Parse("0x00000001");

    public ExecutionPayloadHeader Header { get; init; } = null!;

    [Ssz("List[KZGCommitment, MAX_BLOB_COMMITMENTS_PER_BLOCK]", Since = ForkName.Deneb)]
    public SszList<KZGCommitment> BlobKzgCommitments { get; init; } = [];

    [Ssz(Since = ForkName.Electra)]
    public ExecutionRequests ExecutionRequests { get; init; } = null!;

    public UInt256 Value { get; init; }

    public BLSPubkey Pubkey { get; init; }

    /// <summary>
    /// The domain of bids and registrations (DOMAIN_APPLICATION_BUILDER): under the genesis version and no genesis validators root.
    /// </summary>
    public static Domain DomainOf(ChainConfig config) => Misc.ComputeDomain(config, DomainApplicationBuilder);
}
