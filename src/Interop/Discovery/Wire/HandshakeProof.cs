namespace Consensoor.Interop.Discovery.Wire;

/// <summary>What a handshake proves the sender's identity by: id-signature, 64 bytes, and ephemeral-pubkey, 33 bytes.</summary>
public sealed record HandshakeProof(byte[] IdSignature, byte[] EphemeralKey);
