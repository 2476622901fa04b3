namespace Consensoor.Interop.Storage;

/// <summary>A record of a store whose bytes are not those that were written; the rest of the store may be well.</summary>
public sealed class DamagedRecordException(string message, Exception? cause = null) : ChainStoreException(message, cause);
