using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// Takes for valid what refuses a block, as the block was taken before, and decides anew what changes its result (deposits).
/// </summary>
internal sealed class ReplayVerifier(ISignatureVerifier verifier) : ISignatureVerifier
{
    /// <summary>True: the block's signatures held when it was taken.</summary>
    public bool Verify(ReadOnlySpan<BLSPubkey> pubkeys, Root signingRoot, BLSSignature signature) => true;

    /// <inheritdoc/>
    public bool VerifyNow(BLSPubkey pubkey, Root signingRoot, BLSSignature signature) => verifier.VerifyNow(pubkey, signingRoot, signature);
}
