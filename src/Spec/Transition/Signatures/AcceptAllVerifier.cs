namespace Consensoor.Spec.Transition.Signatures;

/// <summary>
/// Takes every signature for valid, those of deposits as well: for vectors with `bls_setting: 2`, and where nothing asks about a deposit.
/// Blocks that are applied again go by <see cref="TrustedVerifier"/>.
/// </summary>
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
