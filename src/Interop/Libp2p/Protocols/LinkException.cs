namespace Consensoor.Interop.Libp2p.Protocols;

/// <summary>An address that nothing can listen at: what and where, for the operator.</summary>
public sealed class LinkException(string message, Exception? cause = null) : Exception(message, cause);
