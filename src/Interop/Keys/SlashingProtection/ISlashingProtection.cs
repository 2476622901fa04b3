namespace Consensoor.Interop.Keys.SlashingProtection;

/// <summary>
/// Remembers what keys have signed and refuses what could be slashed (EIP-3076). One actor owns an instance; it is not thread-safe.
/// </summary>
public interface ISlashingProtection : IDisposable
{
    /// <summary>
    /// Checks messages in their order and writes those that may be signed in one transaction. Returns for each the reason it must not be
    /// signed, or null; what is allowed is on disk by then. Throws <see cref="SlashingProtectionException"/> where nothing could be
    /// written: sign nothing.
    /// </summary>
    IReadOnlyList<string?> Note(IReadOnlyList<SlashableMessage> messages);

    /// <summary>
    /// Adds the history of an interchange to what is known and counts it, or throws <see cref="SlashingProtectionException"/> and adds none
    /// of it.
    /// </summary>
    ImportCount Import(Interchange interchange);

    /// <summary>Returns what is known, keys in order: of all, or of some alone.</summary>
    Interchange Export(IReadOnlySet<BLSPubkey>? of = null);
}
