using Consensoor.Interop.Keys.Keystores;

namespace Consensoor.Actors.Hosting.Keys;

/// <summary>
/// A key that the process acts for: of a keystore, with its file and the path it was derived by, or of a signer elsewhere, with its URL; an
/// interop key has neither. Only what lies in the data directory is deleted at run time.
/// </summary>
internal sealed record HeldKey(BLSPubkey Pubkey, string Derivation, string? File, KeystoreLock? Lock, Uri? Signer)
{
    /// <summary>
    /// True where it is the process's own to delete: it lies in the data directory, and nothing else that the node was started with gives
    /// it, since it would be back after a restart.
    /// </summary>
    public bool IsManaged { get; init; }

    /// <summary>
    /// False where it is held and perhaps not signed with: its deletion or its import came to no end. It may be imported again, or deleted.
    /// </summary>
    public bool IsActive { get; init; } = true;

    /// <summary>Its URL in the file of imported remote keys, whoever signs with it; null where it is not in it.</summary>
    public Uri? Listed { get; init; }
}
