using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>What a block carries for the state transition (`phase0/beacon-chain.md#beaconblockbody`).</summary>
[SszContainer(ProgressiveSince = ForkName.Gloas, CacheRoot = true)]
public sealed partial record BeaconBlockBody
{
    public BLSSignature RandaoReveal { get; init; }

    [Ssz(Until = ForkName.Heze)]
    public Eth1Data Eth1Data { get; init; } = null!;

    public Bytes32 Graffiti { get; init; }

    [Ssz("List[ProposerSlashing, MAX_PROPOSER_SLASHINGS]")]
    [Ssz("ProgressiveList[ProposerSlashing]", Since = ForkName.Gloas)]
    public SszList<ProposerSlashing> ProposerSlashings { get; init; } = [];

    [Ssz("List[AttesterSlashing, MAX_ATTESTER_SLASHINGS]")]
    [Ssz("List[AttesterSlashing, MAX_ATTESTER_SLASHINGS_ELECTRA]", Since = ForkName.Electra)]
    [Ssz("ProgressiveList[AttesterSlashing]", Since = ForkName.Gloas)]
    public SszList<AttesterSlashing> AttesterSlashings { get; init; } = [];

    [Ssz("List[Attestation, MAX_ATTESTATIONS]")]
    [Ssz("List[Attestation, MAX_ATTESTATIONS_ELECTRA]", Since = ForkName.Electra)]
    [Ssz("ProgressiveList[Attestation]", Since = ForkName.Gloas)]
    public SszList<Attestation> Attestations { get; init; } = [];

    [Ssz("List[Deposit, MAX_DEPOSITS]")]
    [Ssz("ProgressiveList[Deposit]", Since = ForkName.Gloas, Until = ForkName.Heze)]
    public SszList<Deposit> Deposits { get; init; } = [];

    [Ssz("List[SignedVoluntaryExit, MAX_VOLUNTARY_EXITS]")]
    [Ssz("ProgressiveList[SignedVoluntaryExit]", Since = ForkName.Gloas)]
    public SszList<SignedVoluntaryExit> VoluntaryExits { get; init; } = [];

    [Ssz(Since = ForkName.Altair)]
    public SyncAggregate SyncAggregate { get; init; } = null!;

    [Ssz(Since = ForkName.Bellatrix, Until = ForkName.Gloas)]
    public ExecutionPayload ExecutionPayload { get; init; } = null!;

    [Ssz("List[SignedBLSToExecutionChange, MAX_BLS_TO_EXECUTION_CHANGES]", Since = ForkName.Capella)]
    [Ssz("ProgressiveList[SignedBLSToExecutionChange]", Since = ForkName.Gloas)]
    public SszList<SignedBLSToExecutionChange> BlsToExecutionChanges { get; init; } = [];

    [Ssz(Since = ForkName.Gloas)]
    public SignedExecutionPayloadBid SignedExecutionPayloadBid { get; init; } = null!;

    [Ssz("ProgressiveList[PayloadAttestation]", Since = ForkName.Gloas)]
    public SszList<PayloadAttestation> PayloadAttestations { get; init; } = [];

    [Ssz(Since = ForkName.Gloas)]
    public ExecutionRequests ParentExecutionRequests { get; init; } = null!;

    [Ssz("List[KZGCommitment, MAX_BLOB_COMMITMENTS_PER_BLOCK]", Since = ForkName.Deneb, Until = ForkName.Gloas)]
    public SszList<KZGCommitment> BlobKzgCommitments { get; init; } = [];

    [Ssz(Since = ForkName.Electra, Until = ForkName.Gloas)]
    public ExecutionRequests ExecutionRequests { get; init; } = null!;
}
