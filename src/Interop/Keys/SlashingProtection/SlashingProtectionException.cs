namespace Consensoor.Interop.Keys.SlashingProtection;

/// <summary>Says why a slashing protection cannot be used: what and where, for the operator.</summary>
public sealed class SlashingProtectionException(string message, Exception? cause = null) : Exception(message, cause);
