using Consensoor.Messages;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Work;

/// <summary>
/// Takes for valid the signatures that were verified before, by the very same keys and over the very same message; leaves all others to
/// another verifier.
/// </summary>
internal sealed class ProvenVerifier(IReadOnlyList<SignatureClaim> proven, ISignatureVerifier verifier) : ISignatureVerifier
{
    public bool Verify(ReadOnlySpan<BLSPubkey> pubkeys, Root signingRoot, BLSSignature signature)
    {
        foreach (var claim in proven)
        {
            if (claim.SigningRoot == signingRoot && claim.Signature == signature && pubkeys.SequenceEqual([.. claim.Pubkeys]))
            {
                return true;
            }
        }

        return verifier.Verify(pubkeys, signingRoot, signature);
    }

    public bool VerifyNow(BLSPubkey pubkey, Root signingRoot, BLSSignature signature) => verifier.VerifyNow(pubkey, signingRoot, signature);
}
