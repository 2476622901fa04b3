using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Tests.Crypto.Bls;

/// <summary>Another implementation with some of it replaced.</summary>
internal abstract class ForwardingBls(IBls inner) : IBls
{
    public virtual bool FastAggregateVerify(ReadOnlySpan<PublicKey> publicKeys, ReadOnlySpan<byte> message, in BLSSignature signature) =>
        inner.FastAggregateVerify(publicKeys, message, signature);

    public virtual bool VerifyBatch(ReadOnlySpan<SignatureSet> sets, ReadOnlySpan<byte> seed) => inner.VerifyBatch(sets, seed);

    public BLSPubkey? SkToPk(in Bytes32 secretKey) => inner.SkToPk(secretKey);

    public BLSSignature? Sign(in Bytes32 secretKey, ReadOnlySpan<byte> message) => inner.Sign(secretKey, message);

    public bool KeyValidate(in BLSPubkey publicKey) => inner.KeyValidate(publicKey);

    public PublicKey? Load(in BLSPubkey publicKey) => inner.Load(publicKey);

    public PublicKey[]? Load(ReadOnlySpan<BLSPubkey> publicKeys) => inner.Load(publicKeys);

    public bool Verify(in BLSPubkey publicKey, ReadOnlySpan<byte> message, in BLSSignature signature) =>
        inner.Verify(publicKey, message, signature);

    public bool Verify(PublicKey publicKey, ReadOnlySpan<byte> message, in BLSSignature signature) =>
        inner.Verify(publicKey, message, signature);

    public bool AggregateVerify(
        ReadOnlySpan<BLSPubkey> publicKeys, ReadOnlySpan<ReadOnlyMemory<byte>> messages, in BLSSignature signature) =>
        inner.AggregateVerify(publicKeys, messages, signature);

    public bool FastAggregateVerify(ReadOnlySpan<BLSPubkey> publicKeys, ReadOnlySpan<byte> message, in BLSSignature signature) =>
        inner.FastAggregateVerify(publicKeys, message, signature);

    public BLSSignature? Aggregate(ReadOnlySpan<BLSSignature> signatures) => inner.Aggregate(signatures);

    public PublicKey? AggregatePublicKeys(ReadOnlySpan<PublicKey> publicKeys) => inner.AggregatePublicKeys(publicKeys);

    public BLSPubkey? EthAggregatePubkeys(ReadOnlySpan<BLSPubkey> pubkeys) => inner.EthAggregatePubkeys(pubkeys);

    public bool EthFastAggregateVerify(ReadOnlySpan<BLSPubkey> pubkeys, ReadOnlySpan<byte> message, in BLSSignature signature) =>
        inner.EthFastAggregateVerify(pubkeys, message, signature);
}
