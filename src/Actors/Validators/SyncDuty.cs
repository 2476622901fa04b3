namespace Consensoor.Actors.Validators;

/// <summary>A validator's subcommittees of the sync committee, each once, in order.</summary>
internal sealed record SyncDuty(ValidatorIndex Validator, BLSPubkey Pubkey, IReadOnlyList<ulong> Subcommittees);
