namespace Consensoor.Interop.Keys.SlashingProtection;

/// <summary>An attestation that was signed; the root is null where only its epochs are known.</summary>
public readonly record struct SignedAttestation(Epoch Source, Epoch Target, Root? SigningRoot);
