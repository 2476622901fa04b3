namespace Consensoor.Actors.Validators;

/// <summary>A seat in a committee of the slot.</summary>
internal sealed record AttesterDuty(
    ValidatorIndex Validator, BLSPubkey Pubkey, CommitteeIndex Committee, int CommitteeLength, int Position);
