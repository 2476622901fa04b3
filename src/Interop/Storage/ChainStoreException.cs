namespace Consensoor.Interop.Storage;

/// <summary>A store that cannot be used: what and where, for the operator.</summary>
public class ChainStoreException(string message, Exception? cause = null) : Exception(message, cause);
