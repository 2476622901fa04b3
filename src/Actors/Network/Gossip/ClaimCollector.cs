using Consensoor.Messages;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Network.Gossip;

/// <summary>
/// Takes every signature for valid and notes what it would have to verify, so that conditions run first and signatures in one batch after
/// them.
/// </summary>
internal sealed class ClaimCollector : ISignatureVerifier
{
    private List<SignatureClaim> _claims = [];

    /// <summary>Takes out the claims noted so far.</summary>
    public IReadOnlyList<SignatureClaim> Take()
    {
        var taken = _claims;
        _claims = [];
        return taken;
    }

    public bool Verify(ReadOnlySpan<BLSPubkey> pubkeys, Root signingRoot, BLSSignature signature)
    {
        if (pubkeys.IsEmpty)
        {
            return false;
        }

        _claims.Add(new SignatureClaim(pubkeys.ToArray(), signingRoot, signature));
        return true;
    }

    public bool VerifyNow(BLSPubkey pubkey, Root signingRoot, BLSSignature signature) => Verify([pubkey], signingRoot, signature);
}
