using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Messages;

/// <summary>
/// A block's body with its payload's header in the payload's place, bellatrix to fulu (`builder-specs`, BlindedBeaconBlockBody): its root
/// is that of the body with the payload.
/// </summary>
[SszContainer(Since = ForkName.Bellatrix)]
public sealed partial record BlindedBeaconBlockBody
{
    public BLSSignature RandaoReveal { get; init; }

    public Eth1Data Eth1Data { get; init; } = null!;

    public Bytes32 Graffiti { get; init; }

    [Ssz("List[ProposerSlashing, MAX_PROPOSER_SLASHINGS]")]
    public SszList<ProposerSlashing> ProposerSlashings { get; init; } = [];

    [Ssz("List[AttesterSlashing, MAX_ATTESTER_SLASHINGS]")]
    [Ssz("List[AttesterSlashing, MAX_ATTESTER_SLASHINGS_ELECTRA]", Since = ForkName.Electra)]
    public SszList<AttesterSlashing> AttesterSlashings { get; init; } = [];

    [Ssz("List[Attestation, MAX_ATTESTATIONS]")]
    [Ssz("List[Attestation, MAX_ATTESTATIONS_ELECTRA]", Since = ForkName.Electra)]
    public SszList<Attestation> Attestations { get; init; } = [];

    [Ssz("List[Deposit, MAX_DEPOSITS]")]
    public SszList<Deposit> Deposits { get; init; } = [];

    [Ssz("List[SignedVoluntaryExit, MAX_VOLUNTARY_EXITS]")]
    public SszList<SignedVoluntaryExit> VoluntaryExits { get; init; } = [];

    public SyncAggregate SyncAggregate { get; init; } = null!;

    public ExecutionPayloadHeader ExecutionPayloadHeader { get; init; } = null!;

    [Ssz("List[SignedBLSToExecutionChange, MAX_BLS_TO_EXECUTION_CHANGES]", Since = ForkName.Capella)]
    public SszList<SignedBLSToExecutionChange> BlsToExecutionChanges { get; init; } = [];

    [Ssz("List[KZGCommitment, MAX_BLOB_COMMITMENTS_PER_BLOCK]", Since = ForkName.Deneb)]
    public SszList<KZGCommitment> BlobKzgCommitments { get; init; } = [];

    [Ssz(Since = ForkName.Electra)]
    public ExecutionRequests ExecutionRequests { get; init; } = null!;

    /// <summary>A body without its payload, whatever it carries as one, and with a header in its place.</summary>
    public static BlindedBeaconBlockBody Of(BeaconBlockBody body, ExecutionPayloadHeader header) => new()
    {
        RandaoReveal = body.RandaoReveal,
        Eth1Data = body.Eth1Data,
        Graffiti = body.Graffiti,
        ProposerSlashings = body.ProposerSlashings,
        AttesterSlashings = body.AttesterSlashings,
        Attestations = body.Attestations,
        Deposits = body.Deposits,
        VoluntaryExits = body.VoluntaryExits,
        SyncAggregate = body.SyncAggregate,
        ExecutionPayloadHeader = header,
        BlsToExecutionChanges = body.BlsToExecutionChanges,
        BlobKzgCommitments = body.BlobKzgCommitments,
        ExecutionRequests = body.ExecutionRequests,
    };

    /// <summary>The body with a payload, which is not compared with the header.</summary>
    public BeaconBlockBody With(ExecutionPayload payload) => new()
    {
        RandaoReveal = RandaoReveal,
        Eth1Data = Eth1Data,
        Graffiti = Graffiti,
        ProposerSlashings = ProposerSlashings,
        AttesterSlashings = AttesterSlashings,
        Attestations = Attestations,
        Deposits = Deposits,
        VoluntaryExits = VoluntaryExits,
        SyncAggregate = SyncAggregate,
        ExecutionPayload = payload,
        BlsToExecutionChanges = BlsToExecutionChanges,
        BlobKzgCommitments = BlobKzgCommitments,
        ExecutionRequests = ExecutionRequests,
    };
}
