namespace Consensoor.Interop.Keys.SlashingProtection;

/// <summary>A message for which its signer can be slashed, as far as EIP-3076 looks at it.</summary>
public abstract record SlashableMessage(BLSPubkey Pubkey, Root SigningRoot)
{
    /// <summary>A proposal: at most one block may be signed in a slot.</summary>
    public sealed record Block(BLSPubkey Pubkey, Slot Slot, Root SigningRoot) : SlashableMessage(Pubkey, SigningRoot);

    /// <summary>An attestation from a source epoch to a target epoch.</summary>
    public sealed record Attestation(
        BLSPubkey Pubkey, Epoch Source, Epoch Target, Root SigningRoot) : SlashableMessage(Pubkey, SigningRoot);
}
