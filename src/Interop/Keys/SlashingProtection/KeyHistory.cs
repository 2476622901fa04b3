namespace Consensoor.Interop.Keys.SlashingProtection;

/// <summary>What one key has signed.</summary>
public sealed record KeyHistory(BLSPubkey Pubkey, IReadOnlyList<SignedBlock> Blocks, IReadOnlyList<SignedAttestation> Attestations);
