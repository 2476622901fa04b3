namespace Consensoor.Interop.Keys.SlashingProtection;

/// <summary>A block that was signed; the root is null where only its slot is known.</summary>
public readonly record struct SignedBlock(Slot Slot, Root? SigningRoot);
