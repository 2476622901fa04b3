using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Messages;

/// <summary>What the pools are told. A pool is bounded; what is dropped is counted and named in its metrics.</summary>
public interface IPoolCommand;

/// <summary>Attestations that were verified (single ones and aggregates alike).</summary>
public sealed record AddAttestations(IReadOnlyList<VerifiedAttestation> Attestations) : IPoolCommand;

/// <summary>
/// A sync committee message that was verified, with the positions of its validator in the whole committee (below SYNC_COMMITTEE_SIZE; it
/// may sit several times).
/// </summary>
public sealed record AddSyncCommitteeMessage(SyncCommitteeMessage Message, IReadOnlyList<ulong> CommitteePositions) : IPoolCommand;

/// <summary>Give the sync committee pool a contribution that gossip has verified.</summary>
public sealed record AddContribution(SyncCommitteeContribution Contribution) : IPoolCommand;

/// <summary>A payload attestation message that was verified, with the positions of its validator in the PTC.</summary>
public sealed record AddPayloadAttestation(PayloadAttestationMessage Message, IReadOnlyList<ulong> PtcPositions) : IPoolCommand;

/// <summary>Give the operation pool a proposer slashing that gossip has verified.</summary>
public sealed record AddProposerSlashing(ProposerSlashing Operation) : IPoolCommand;

/// <summary>Give the operation pool an attester slashing that gossip has verified.</summary>
public sealed record AddAttesterSlashing(AttesterSlashing Operation) : IPoolCommand;

/// <summary>Give the operation pool a voluntary exit that gossip has verified.</summary>
public sealed record AddVoluntaryExit(SignedVoluntaryExit Operation) : IPoolCommand;

/// <summary>Give the operation pool a change of withdrawal credentials that gossip has verified.</summary>
public sealed record AddBlsToExecutionChange(SignedBLSToExecutionChange Operation) : IPoolCommand;

/// <summary>Give the bid pool a builder's bid that gossip has verified (gloas on).</summary>
public sealed record AddBid(SignedExecutionPayloadBid Bid) : IPoolCommand;

/// <summary>
/// Ask for the best aggregate of a slot and committee for an aggregator, or of whatever committee the data is of; answered with
/// <see cref="AggregateFound"/>.
/// </summary>
public sealed record GetAggregate(ulong RequestId, Slot Slot, CommitteeIndex? CommitteeIndex, Root AttestationDataRoot) : IPoolCommand;

/// <summary>The best aggregate, null where there is none.</summary>
public sealed record AggregateFound(ulong RequestId, Attestation? Aggregate);

/// <summary>Ask for the best contribution of a subcommittee; answered with <see cref="ContributionFound"/>.</summary>
public sealed record GetContribution(ulong RequestId, Slot Slot, Root BlockRoot, ulong SubcommitteeIndex) : IPoolCommand;

/// <summary>The best contribution, null where there is none.</summary>
public sealed record ContributionFound(ulong RequestId, SyncCommitteeContribution? Contribution);

/// <summary>Ask a pool for what it would put into a block on this base; answered with one of the Packed… records by each pool.</summary>
public sealed record PackForBlock(ulong RequestId, ProposalBase Base) : IPoolCommand;

/// <summary>Attestations for a block, most valuable first, within the limits of the fork and valid on the base's state.</summary>
public sealed record PackedAttestations(ulong RequestId, SszList<Attestation> Attestations);

/// <summary>The sync aggregate for a block (all zero with the infinity signature where nothing was seen).</summary>
public sealed record PackedSyncAggregate(ulong RequestId, SyncAggregate Aggregate);

/// <summary>Answers with the payload attestations that a block of the next slot may include (`MAX_PAYLOAD_ATTESTATIONS` at most).</summary>
public sealed record PackedPayloadAttestations(ulong RequestId, SszList<PayloadAttestation> Attestations);

/// <summary>Slashings, exits and changes for a block.</summary>
public sealed record PackedOperations(
    ulong RequestId,
    SszList<ProposerSlashing> ProposerSlashings,
    SszList<AttesterSlashing> AttesterSlashings,
    SszList<SignedVoluntaryExit> VoluntaryExits,
    SszList<SignedBLSToExecutionChange> BlsToExecutionChanges);

/// <summary>
/// The bids for the base's slot and parent, highest first, as many as were looked at; and how many others there are for the slot, on
/// another parent or beyond those.
/// </summary>
public sealed record PackedBids(ulong RequestId, IReadOnlyList<OfferedBid> Offered, int Others);

/// <summary>
/// Ask the attestation pool what it has, all of it or of a slot or committee; answered with <see cref="PooledAttestations"/>.
/// </summary>
public sealed record GetPooledAttestations(ulong RequestId, Slot? Slot, CommitteeIndex? CommitteeIndex) : IPoolCommand;

/// <summary>The aggregates of the attestation pool, oldest slot first.</summary>
public sealed record PooledAttestations(ulong RequestId, IReadOnlyList<Attestation> Attestations);

/// <summary>
/// Ask the pool of payload votes what it has, all of it or of a slot; answered with <see cref="PooledPayloadAttestations"/>.
/// </summary>
public sealed record GetPooledPayloadAttestations(ulong RequestId, Slot? Slot) : IPoolCommand;

/// <summary>The payload votes of the pool, those that say the same together.</summary>
public sealed record PooledPayloadAttestations(ulong RequestId, IReadOnlyList<PayloadAttestation> Attestations);

/// <summary>Ask the operation pool what it has; answered with <see cref="PooledOperations"/>.</summary>
public sealed record GetPooledOperations(ulong RequestId) : IPoolCommand;

/// <summary>The slashings, exits and changes that wait for a block.</summary>
public sealed record PooledOperations(
    ulong RequestId,
    IReadOnlyList<ProposerSlashing> ProposerSlashings,
    IReadOnlyList<AttesterSlashing> AttesterSlashings,
    IReadOnlyList<SignedVoluntaryExit> VoluntaryExits,
    IReadOnlyList<SignedBLSToExecutionChange> BlsToExecutionChanges);

/// <summary>How many voluntary exits wait in the pool of operations, told each slot.</summary>
public sealed record OperationsPooled(int VoluntaryExits);
