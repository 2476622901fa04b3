namespace Consensoor.Interop.Keys.Keystores;

/// <summary>
/// What a keystore may cost who opens it, since its file may come from anyone. The usual ones cost 256 MiB and 2^21 blocks of scrypt, or
/// 262,144 rounds of PBKDF2.
/// </summary>
public static class KeystoreLimits
{
    /// <summary>The longest file, in bytes.</summary>
    public const int MaxFileBytes = 64 * 1024;

    /// <summary>The most memory of scrypt, 128·n·r bytes.</summary>
    public const long MaxScryptBytes = 512L << 20;

    /// <summary>The most work of scrypt, n·r·p: some 3 seconds of a core.</summary>
    public const long MaxScryptWork = 1L << 23;

    /// <summary>The largest r, and the largest p.</summary>
    public const int MaxScryptFactor = 64;

    /// <summary>The most rounds of PBKDF2: some 3 seconds of a core.</summary>
    public const int MaxRounds = 10_000_000;

    /// <summary>The longest salt, in bytes.</summary>
    public const int MaxSaltBytes = 1_024;

    /// <summary>The longest key that is derived, in bytes; the first 32 of it are used.</summary>
    public const int MaxKeyBytes = 128;

    /// <summary>The longest path or description, in letters.</summary>
    public const int MaxText = 1_024;
}
