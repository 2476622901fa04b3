namespace Consensoor.Interop.Keys.Keystores;

/// <summary>A key that a keystore gave, with the file it came from, and the path that the keystore says it was derived by.</summary>
public sealed record LoadedKey(BLSPubkey Pubkey, SecretKey Secret, string File, string Derivation = "")
{
    /// <summary>The lock of its file; null where it has none.</summary>
    public KeystoreLock? Lock { get; init; }

    /// <summary>True where further files gave it too.</summary>
    public bool IsOfOthers { get; init; }
}
