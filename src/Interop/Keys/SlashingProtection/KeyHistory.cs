namespace Consensoor.Interop.Keys.SlashingProtection;

/// <summary>Lists what one key has signed, as an interchange has it under `data`.</summary>
public sealed record KeyHistory(BLSPubkey Pubkey, IReadOnlyList<SignedBlock> Blocks, IReadOnlyList<SignedAttestation> Attestations);
