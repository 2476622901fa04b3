using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary>
/// Many signatures checked by one product of pairings: with random c the sum of c signature pairs with the generator as the sums of c key do with
/// the hashed messages. Sets that share a signing root share their pairing.
/// </summary>
internal sealed class SignatureBatch
{
    private readonly byte[] _transcript;
    private readonly Dictionary<Root, int> _indexes = [];
    private readonly List<Root> _roots = [];
    private readonly List<G1Jacobian> _keys = [];
    private G2Jacobian _signature = G2Jacobian.Infinity;
    private ulong _count;

    /// <summary>The coefficients depend on the seed and on everything signed, so that no set can be made to fit them.</summary>
    internal SignatureBatch(ReadOnlySpan<SignatureSet> sets, ReadOnlySpan<byte> seed)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, seed.Length);
        hash.AppendData(length);
        hash.AppendData(seed);
        foreach (ref readonly SignatureSet set in sets)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, set.PublicKeys.Length);
            hash.AppendData(length);
            foreach (PublicKey key in set.PublicKeys.Span)
                hash.AppendData(key.Bytes.AsSpan());
            hash.AppendData(set.SigningRoot.AsSpan());
            hash.AppendData(set.Signature.AsSpan());
        }

        _transcript = hash.GetHashAndReset();
    }

    /// <summary>Adds a signature of the group under a key that is not infinity.</summary>
    internal void Add(in G1Affine publicKey, Root signingRoot, in G2Affine signature)
    {
        ulong coefficient = NextCoefficient();
        G1Jacobian key = new G1Jacobian(in publicKey).Multiply(coefficient);
        _signature += new G2Jacobian(in signature).Multiply(coefficient);
        if (_indexes.TryAdd(signingRoot, _roots.Count))
        {
            _roots.Add(signingRoot);
            _keys.Add(key);
            return;
        }

        int index = _indexes[signingRoot];
        _keys[index] += key;
    }

    internal bool IsValid()
    {
        var p = new G1Affine[_roots.Count + 1];
        var q = new G2Affine[_roots.Count + 1];
        G1Jacobian.ToAffine(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_keys)).CopyTo(p, 1);
        for (int i = 0; i < _roots.Count; i++)
            q[i + 1] = HashToG2.Hash(_roots[i].AsSpan());
        (p[0], q[0]) = (-G1.Generator, _signature.ToAffine());
        return Pairing.ProductIsOne(p, q);
    }

    /// <summary>64 bits, never zero.</summary>
    private ulong NextCoefficient()
    {
        Span<byte> input = stackalloc byte[SHA256.HashSizeInBytes + sizeof(ulong)];
        _transcript.CopyTo(input);
        BinaryPrimitives.WriteUInt64LittleEndian(input[SHA256.HashSizeInBytes..], _count++);
        Span<byte> output = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, output);
        return Math.Max(1, BinaryPrimitives.ReadUInt64LittleEndian(output));
    }
}
