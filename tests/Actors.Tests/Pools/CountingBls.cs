using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Tests.Pools;

/// <summary>
/// Signatures that can be read: byte i says how often voter i (0 to 94) signed; aggregation adds. What verifies is not asked.
/// </summary>
internal sealed class CountingBls : IBls
{
    /// <summary>How many signatures went into aggregates so far.</summary>
    public int Aggregated { get; private set; }

    /// <summary>The signature of one voter.</summary>
    public static BLSSignature SignatureOf(int voter) => SignatureOf([voter]);

    /// <summary>The signature of several voters.</summary>
    public static BLSSignature SignatureOf(IEnumerable<int> voters)
    {
        // The last byte keeps a signature of nobody from being the zero value.
        var bytes = new byte[96];
        foreach (var voter in voters)
        {
            bytes[voter]++;
        }

        return new BLSSignature(bytes);
    }

    /// <inheritdoc/>
    public BLSSignature? Aggregate(ReadOnlySpan<BLSSignature> signatures)
    {
        if (signatures.IsEmpty)
        {
            return null;
        }

        Aggregated += signatures.Length;
        var sum = new byte[96];
        foreach (var signature in signatures)
        {
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += signature.AsSpan()[i];
            }
        }

        return new BLSSignature(sum);
    }

    public BLSPubkey? SkToPk(in Bytes32 secretKey) => throw new NotSupportedException();

    public BLSSignature? Sign(in Bytes32 secretKey, ReadOnlySpan<byte> message) => throw new NotSupportedException();

    public bool KeyValidate(in BLSPubkey publicKey) => throw new NotSupportedException();

    public PublicKey? Load(in BLSPubkey publicKey) => throw new NotSupportedException();

    public PublicKey[]? Load(ReadOnlySpan<BLSPubkey> publicKeys) => throw new NotSupportedException();

    public bool Verify(in BLSPubkey publicKey, ReadOnlySpan<byte> message, in BLSSignature signature) => throw new NotSupportedException();

    public bool Verify(PublicKey publicKey, ReadOnlySpan<byte> message, in BLSSignature signature) => throw new NotSupportedException();

    public bool AggregateVerify(
        ReadOnlySpan<BLSPubkey> publicKeys,
        ReadOnlySpan<ReadOnlyMemory<byte>> messages,
        in BLSSignature signature) => throw new NotSupportedException();

    public bool FastAggregateVerify(ReadOnlySpan<BLSPubkey> publicKeys, ReadOnlySpan<byte> message, in BLSSignature signature) =>
        throw new NotSupportedException();

    public bool FastAggregateVerify(ReadOnlySpan<PublicKey> publicKeys, ReadOnlySpan<byte> message, in BLSSignature signature) =>
        throw new NotSupportedException();

    public PublicKey? AggregatePublicKeys(ReadOnlySpan<PublicKey> publicKeys) => throw new NotSupportedException();

    public BLSPubkey? EthAggregatePubkeys(ReadOnlySpan<BLSPubkey> pubkeys) => throw new NotSupportedException();

    public bool EthFastAggregateVerify(ReadOnlySpan<BLSPubkey> pubkeys, ReadOnlySpan<byte> message, in BLSSignature signature) =>
        throw new NotSupportedException();

    public bool VerifyBatch(ReadOnlySpan<SignatureSet> sets, ReadOnlySpan<byte> seed) => throw new NotSupportedException();
}
