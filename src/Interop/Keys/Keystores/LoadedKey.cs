namespace Consensoor.Interop.Keys.Keystores;

/// <summary>A key that a keystore gave, with the file it came from.</summary>
public sealed record LoadedKey(BLSPubkey Pubkey, SecretKey Secret, string File);
