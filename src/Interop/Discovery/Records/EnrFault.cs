namespace Consensoor.Interop.Discovery.Records;

/// <summary>Why a node record is refused.</summary>
public enum EnrFault
{
    /// <summary>The text does not begin with `enr:`.</summary>
    Prefix,

    /// <summary>The text is not URL-safe base64 without padding.</summary>
    Base64,

    /// <summary>The record has more than 300 bytes.</summary>
    TooLong,

    /// <summary>The record is not canonical RLP: a list of signature, sequence number and pairs.</summary>
    Rlp,

    /// <summary>The sequence number is not an integer of 64 bits.</summary>
    Sequence,

    /// <summary>The keys are not strings in ascending order without repetition.</summary>
    Keys,

    /// <summary>The identity scheme is another one than v4.</summary>
    Scheme,

    /// <summary>There is no secp256k1 public key, or it is no point of the curve.</summary>
    PublicKey,

    /// <summary>The signature is not that of the public key over the contents.</summary>
    Signature,
}
