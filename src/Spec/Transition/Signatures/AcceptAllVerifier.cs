namespace Consensoor.Spec.Transition.Signatures;

/// <summary>Takes every signature for valid: for blocks whose signatures are known to hold, for drafts that are not signed yet, and for vectors with `bls_setting: 2`.</summary>
public sealed class AcceptAllVerifier : ISignatureVerifier
{
    private AcceptAllVerifier()
    {
    }

    /// <summary>The only instance; it has no state.</summary>
    public static AcceptAllVerifier Instance { get; } = new();

    /// <summary>True, whatever is asked.</summary>
    public bool Verify(ReadOnlySpan<BLSPubkey> pubkeys, Root signingRoot, BLSSignature signature) => true;

    /// <summary>True, whatever is asked.</summary>
    public bool VerifyNow(BLSPubkey pubkey, Root signingRoot, BLSSignature signature) => true;
}
