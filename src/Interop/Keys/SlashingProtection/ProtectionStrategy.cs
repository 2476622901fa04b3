namespace Consensoor.Interop.Keys.SlashingProtection;

/// <summary>How much of the past is kept.</summary>
public enum ProtectionStrategy
{
    /// <summary>
    /// Every message, up to <see cref="SigningHistory.MaxKept"/> of each kind a key; beyond that the oldest become a lower bound.
    /// </summary>
    Complete,

    /// <summary>The last message of each kind; imported ones without their roots.</summary>
    Minimal,
}
