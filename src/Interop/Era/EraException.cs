namespace Consensoor.Interop.Era;

/// <summary>A file that is no era file, or is cut off or damaged: what and at which byte.</summary>
public sealed class EraException(string message, Exception? cause = null) : Exception(message, cause);
