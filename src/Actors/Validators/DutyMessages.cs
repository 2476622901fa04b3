using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Validators;

/// <summary>Tells the attester to attest on this head now.</summary>
internal sealed record Attest(DutyHead Duty);

/// <summary>Aggregate the attestations to what was attested to on this head.</summary>
internal sealed record Aggregate(DutyHead Duty);

/// <summary>Sign this head for the sync committee.</summary>
internal sealed record SignHead(DutyHead Duty);

/// <summary>Tells the sync committee's members to aggregate the signatures over this head.</summary>
internal sealed record Contribute(DutyHead Duty);

/// <summary>Vote on the slot's payload; before its time only where there is nothing left to wait for.</summary>
internal sealed record VoteOnPayload(DutyHead Duty, bool IsDue);

/// <summary>List what waits at the execution layer, for each validator of ours in the slot's inclusion list committee.</summary>
internal sealed record ListTransactions(DutyHead Duty);

/// <summary>Tells that slots up to this one began before the node was ready: what of them is not done is not missed.</summary>
internal sealed record BegunBefore(Slot Slot);

/// <summary>Propose in this slot, which is a validator's of ours; State is of the slot's epoch.</summary>
internal sealed record Propose(Slot Slot, ValidatorIndex Validator, BLSPubkey Pubkey, BeaconState State);

/// <summary>A block of ours with what its payload still needs: columns, and from gloas on the envelope.</summary>
internal sealed record Deliver(SignedBeaconBlock Block, Root BlockRoot, PayloadBuilt Built, BLSPubkey Proposer)
{
    /// <summary>The cells of its blobs, fulu on; computed when it is taken in.</summary>
    public IReadOnlyList<CellsAndProofs> Cells { get; init; } = [];
}

/// <summary>
/// An epoch's duties are planned, or planned anew on another chain; State is the one they follow from, of that epoch or the one before.
/// </summary>
internal sealed record EpochPlanned(
    Epoch Epoch, BeaconState State, EpochCommittees? Attesters, IReadOnlyList<IReadOnlyList<SyncDuty>>? SyncCommittee);
