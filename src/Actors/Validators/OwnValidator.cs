namespace Consensoor.Actors.Validators;

/// <summary>A validator whose key is held.</summary>
internal sealed record OwnValidator(ValidatorIndex Index, BLSPubkey Pubkey);
