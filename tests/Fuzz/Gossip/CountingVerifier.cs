using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Fuzz.Gossip;

/// <summary>Takes every signature for valid, as a lane does before its batch, and counts them.</summary>
internal sealed class CountingVerifier : ISignatureVerifier
{
    internal int Count { get; private set; }

    public bool Verify(ReadOnlySpan<BLSPubkey> pubkeys, Root signingRoot, BLSSignature signature)
    {
        Count++;
        return !pubkeys.IsEmpty;
    }

    public bool VerifyNow(BLSPubkey pubkey, Root signingRoot, BLSSignature signature) => Verify([pubkey], signingRoot, signature);
}
