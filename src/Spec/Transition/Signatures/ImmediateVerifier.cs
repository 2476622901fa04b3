using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Transition.Signatures;

/// <summary>
/// Verifies each signature where the specification does, but those of a block together at its end: which of them failed does not matter
/// there.
/// </summary>
public sealed class ImmediateVerifier(IBls bls) : ISignatureVerifier
{
    /// <summary>`bls.FastAggregateVerify`. Refuses no keys, malformed keys and malformed signatures.</summary>
    public bool Verify(ReadOnlySpan<BLSPubkey> pubkeys, Root signingRoot, BLSSignature signature) =>
        bls.FastAggregateVerify(pubkeys, signingRoot.AsSpan(), signature);

    /// <summary>`bls.Verify`. Refuses a malformed key and a malformed signature.</summary>
    public bool VerifyNow(BLSPubkey pubkey, Root signingRoot, BLSSignature signature) =>
        bls.Verify(pubkey, signingRoot.AsSpan(), signature);

    /// <inheritdoc/>
    public ISignatureVerifier ForBlock() => new BatchVerifier(bls);
}
