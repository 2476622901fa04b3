using System.Buffers.Binary;
using Consensoor.Spec;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;

namespace Consensoor.Bench.Spec;

/// <summary>
/// Keys for registries of millions: the secret of position i is i + 1, so that a public key is the one before it and the generator, and the
/// secret of an aggregate is a sum of small numbers.
/// </summary>
internal static class SequentialKeys
{
    private const int AtOnce = 4096;

    /// <summary>The public keys of the first positions.</summary>
    public static BLSPubkey[] Public(int count)
    {
        var keys = new BLSPubkey[count];
        var sum = JacobianPoint<Fp>.Infinity;
        var points = new JacobianPoint<Fp>[AtOnce];
        Span<byte> bytes = stackalloc byte[G1.CompressedSize];
        for (var start = 0; start < count; start += AtOnce)
        {
            var part = points.AsSpan(0, Math.Min(AtOnce, count - start));
            foreach (ref var point in part)
            {
                point = sum += G1.Generator;
            }

            var affine = JacobianPoint<Fp>.ToAffine(part);
            for (var i = 0; i < affine.Length; i++)
            {
                G1.Encode(in affine[i], bytes);
                keys[start + i] = new BLSPubkey(bytes);
            }
        }

        return keys;
    }

    /// <summary>What all of some positions, each as often as it is named, sign together.</summary>
    public static BLSSignature Sign(IEnumerable<ValidatorIndex> positions, Root signingRoot)
    {
        ulong secret = 0;
        foreach (var position in positions)
        {
            secret = checked(secret + position + 1);
        }

        var key = new byte[Bytes32.Length];
        BinaryPrimitives.WriteUInt64BigEndian(key.AsSpan(Bytes32.Length - sizeof(ulong)), secret);
        return ManagedBls.Shared.Sign(new Bytes32(key), signingRoot.AsSpan())!.Value;
    }
}
