namespace Consensoor.Spec.Transition.Signatures;

/// <summary>
/// Decides about signatures for the transition: at once, later in one batch, or not at all; the transition itself is the same.
/// </summary>
public interface ISignatureVerifier
{
    /// <summary>
    /// `bls.FastAggregateVerify` (`bls.Verify` for one key) of a signature whose failure refuses the block. A deferring verifier answers
    /// true and refuses at its end. Refuses an empty list of keys.
    /// </summary>
    bool Verify(ReadOnlySpan<BLSPubkey> pubkeys, Root signingRoot, BLSSignature signature);

    /// <summary>
    /// `bls.Verify` of a signature whose failure changes the result instead of refusing the block (deposits): always decided at once.
    /// </summary>
    bool VerifyNow(BLSPubkey pubkey, Root signingRoot, BLSSignature signature);

    /// <summary>
    /// A verifier for all signatures of one block, whose <see cref="Settle"/> is asked at its end; this one itself where that gains
    /// nothing.
    /// </summary>
    ISignatureVerifier ForBlock() => this;

    /// <summary>What is refused after all where answers were deferred.</summary>
    Refusal? Settle() => null;
}
