namespace Consensoor.Interop.Keys;

/// <summary>Signs with the keys it holds. What may be signed is its caller's business: it knows no slashing rules.</summary>
public interface IValidatorSigner
{
    /// <summary>The public keys it can sign for, in a fixed order.</summary>
    IReadOnlyList<BLSPubkey> Pubkeys { get; }

    /// <summary>The signature of a key over a signing root; throws KeyNotFoundException where the key is not held.</summary>
    BLSSignature Sign(BLSPubkey pubkey, Root signingRoot);
}
