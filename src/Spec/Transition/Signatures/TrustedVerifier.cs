using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Transition.Signatures;

/// <summary>
/// Takes the signatures a block must have for valid: for blocks that were verified before they were kept, and for drafts that are not
/// signed yet. Those of deposits, whose failure changes the result, are verified like anywhere: the block's state root counts on it.
/// </summary>
public sealed class TrustedVerifier(IBls bls) : ISignatureVerifier
{
    /// <summary>True, whatever is asked.</summary>
    public bool Verify(ReadOnlySpan<BLSPubkey> pubkeys, Root signingRoot, BLSSignature signature) => true;

    /// <summary>`bls.Verify`. Refuses a malformed key and a malformed signature.</summary>
    public bool VerifyNow(BLSPubkey pubkey, Root signingRoot, BLSSignature signature) =>
        bls.Verify(pubkey, signingRoot.AsSpan(), signature);
}
