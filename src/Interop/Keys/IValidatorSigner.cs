using Consensoor.Messages;

namespace Consensoor.Interop.Keys;

/// <summary>Signs with the keys it has, here or elsewhere. What may be signed is its caller's business: it has no slashing rules.</summary>
public interface IValidatorSigner
{
    /// <summary>The public keys it can sign for, in a fixed order.</summary>
    IReadOnlyList<BLSPubkey> Pubkeys { get; }

    /// <summary>
    /// Signs a message, whose signing root is given, with the key it names; a refusal where that cannot be done. Who has its keys here
    /// answers at once.
    /// </summary>
    SigningAnswer Sign(ToSign message, Root signingRoot);

    /// <summary>Unloads a key that is signed with no more, as far as it is here.</summary>
    void Forget(BLSPubkey pubkey)
    {
    }
}
