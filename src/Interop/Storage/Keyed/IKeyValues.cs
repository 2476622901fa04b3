namespace Consensoor.Interop.Storage.Keyed;

/// <summary>
/// Ordered tables of bytes under a store. Throws whatever the engine throws; after that it is closed and opened anew, and what was written
/// since the last <see cref="Flush"/> may be gone. Keys are ordered as unsigned bytes. Not thread-safe.
/// </summary>
internal interface IKeyValues : IDisposable
{
    /// <summary>The value under a key, or null.</summary>
    byte[]? Get(KeyTable table, byte[] key);

    /// <summary>The pairs from a key on, in order; nothing is written while they are enumerated.</summary>
    IEnumerable<(byte[] Key, byte[] Value)> From(KeyTable table, byte[] key);

    /// <summary>The last pair up to a key and with it, or null.</summary>
    (byte[] Key, byte[] Value)? LastUpTo(KeyTable table, byte[] key);

    /// <summary>Applies all changes or none, whenever the process is killed.</summary>
    void Write(IReadOnlyList<KeyChange> changes);

    /// <summary>Returns when all that was written is on disk.</summary>
    void Flush();
}
