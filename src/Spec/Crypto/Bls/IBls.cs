using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary>
/// The signature scheme `BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_` with public keys in G1 (`phase0/beacon-chain.md#bls-signatures`).
/// </summary>
/// <remarks>
/// Implementations hold no state but caches, may be used from any thread, and answer alike. Keys and signatures come from outside: whatever
/// is no point of its group, in its only encoding, is refused, and so is the public key at infinity. Where a function of the specification
/// fails, the answer is null or false.
/// </remarks>
public interface IBls
{
    /// <summary>The public key of a secret key. Refuses (null) a secret key that is zero or not below the group order.</summary>
    BLSPubkey? SkToPk(in Bytes32 secretKey);

    /// <summary>`Sign`. Refuses (null) a secret key that is zero or not below the group order.</summary>
    BLSSignature? Sign(in Bytes32 secretKey, ReadOnlySpan<byte> message);

    /// <summary>`KeyValidate`: whether the bytes are a public key.</summary>
    bool KeyValidate(in BLSPubkey publicKey);

    /// <summary>A public key decompressed and checked, so that later verifications skip both. Null if it is none.</summary>
    PublicKey? Load(in BLSPubkey publicKey);

    /// <summary>All keys decompressed and checked. Null if one is none.</summary>
    PublicKey[]? Load(ReadOnlySpan<BLSPubkey> publicKeys);

    /// <summary>True where a signature over a message holds for a key (`Verify` of the BLS standard).</summary>
    bool Verify(in BLSPubkey publicKey, ReadOnlySpan<byte> message, in BLSSignature signature);

    /// <summary>`Verify` with a key that was loaded.</summary>
    bool Verify(PublicKey publicKey, ReadOnlySpan<byte> message, in BLSSignature signature);

    /// <summary>`AggregateVerify`: one message a key. Refuses empty lists and lists of different lengths.</summary>
    bool AggregateVerify(ReadOnlySpan<BLSPubkey> publicKeys, ReadOnlySpan<ReadOnlyMemory<byte>> messages, in BLSSignature signature);

    /// <summary>`FastAggregateVerify`: one message for all keys. Refuses an empty list.</summary>
    bool FastAggregateVerify(ReadOnlySpan<BLSPubkey> publicKeys, ReadOnlySpan<byte> message, in BLSSignature signature);

    /// <summary>`FastAggregateVerify` with keys that were loaded.</summary>
    bool FastAggregateVerify(ReadOnlySpan<PublicKey> publicKeys, ReadOnlySpan<byte> message, in BLSSignature signature);

    /// <summary>`Aggregate`: the sum of signatures. Refuses (null) an empty list or a malformed signature.</summary>
    BLSSignature? Aggregate(ReadOnlySpan<BLSSignature> signatures);

    /// <summary>The sum of loaded keys, which is no key itself (null) for an empty list or when it is infinity.</summary>
    PublicKey? AggregatePublicKeys(ReadOnlySpan<PublicKey> publicKeys);

    /// <summary>
    /// `eth_aggregate_pubkeys` (`altair/bls.md#eth_aggregate_pubkeys`): the sum of keys, infinity included. Refuses (null) an empty list or
    /// a malformed key.
    /// </summary>
    BLSPubkey? EthAggregatePubkeys(ReadOnlySpan<BLSPubkey> pubkeys);

    /// <summary>
    /// `eth_fast_aggregate_verify` (`altair/bls.md#eth_fast_aggregate_verify`): no keys and the signature at infinity pass.
    /// </summary>
    bool EthFastAggregateVerify(ReadOnlySpan<BLSPubkey> pubkeys, ReadOnlySpan<byte> message, in BLSSignature signature);

    /// <summary>
    /// Whether every set passes `FastAggregateVerify`, for the price of one Miller loop a distinct signing root and one final
    /// exponentiation. A wrong set passes with probability 2^-64 at most; when the answer is false, the caller verifies the sets one by one
    /// to find it. No sets pass.
    /// </summary>
    /// <param name="sets">The sets; one without keys fails.</param>
    /// <param name="seed">
    /// Unpredictable bytes, mixed with the sets themselves into the coefficients: even a known seed leaves a forger nothing better than
    /// guessing.
    /// </param>
    bool VerifyBatch(ReadOnlySpan<SignatureSet> sets, ReadOnlySpan<byte> seed);
}
