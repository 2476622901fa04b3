using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Tests.Crypto.Bls;

namespace Consensoor.Actors.Tests.Work;

/// <summary>
/// A signature holds where its first byte is 1; where it is <see cref="Poison"/> the verifier fails. Counts the signatures of each batch.
/// </summary>
internal sealed class MarkedBls() : ForwardingBls(ManagedBls.Shared)
{
    public const byte Poison = 2;

    public List<int> Batches { get; } = [];

    public static BLSSignature Signature(byte mark)
    {
        var bytes = new byte[96];
        bytes[0] = mark;
        return new BLSSignature(bytes);
    }

    public override bool FastAggregateVerify(ReadOnlySpan<PublicKey> publicKeys, ReadOnlySpan<byte> message, in BLSSignature signature)
    {
        Batches.Add(1);
        return Holds(signature);
    }

    public override bool VerifyBatch(ReadOnlySpan<SignatureSet> sets, ReadOnlySpan<byte> seed)
    {
        Batches.Add(sets.Length);
        var hold = true;
        foreach (var set in sets)
        {
            hold &= Holds(set.Signature);
        }

        return hold;
    }

    private static bool Holds(in BLSSignature signature) =>
        signature.AsSpan()[0] == Poison ? throw new InvalidOperationException("a poisoned signature") : signature.AsSpan()[0] == 1;
}
