using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary>
/// Many signatures checked by one product of pairings: with random c the sum of c signature pairs with the generator as the sums of c key
/// do with the hashed messages. Sets that share a signing root share their pairing. A coefficient is a word of 64 bits that stands for the
/// scalar (c mod 2^32) + floor(c / 2^32) z^2: all of them differ modulo r, and by the curve's endomorphisms they cost half the doublings.
/// </summary>
internal static class SignatureBatch
{
    /// <summary>
    /// Whether all signatures hold. Each set's keys are given as their sum, which is not infinity, and the signature as a point of the
    /// group.
    /// </summary>
    internal static bool Verify(
        BlsEngine engine, ReadOnlySpan<SignatureSet> sets, Span<G1Affine> keys, ReadOnlySpan<G2Affine> signatures, ReadOnlySpan<byte> seed)
    {
        ulong[] words = Coefficients(sets, seed);
        var roots = new List<Root>();
        int[] indexes = Group(sets, roots);
        var p = new G1Affine[roots.Count + 1];
        var q = new G2Affine[roots.Count + 1];
        if (roots.Count == 1)
            p[1] = engine.SumOfMultiples(keys, words);
        else
            SumByRoot(engine, keys, words, indexes, p.AsSpan(1));
        engine.Hash(CollectionsMarshal.AsSpan(roots), q.AsSpan(1));
        (p[0], q[0]) = (-G1.Generator, engine.SumOfMultiples(signatures, words));
        return Pairing.FinalExponentiation(engine.MillerLoop(p, q)).IsOne;
    }

    private static void SumByRoot(BlsEngine engine, Span<G1Affine> keys, ulong[] words, int[] indexes, Span<G1Affine> sums)
    {
        engine.MultiplyEach(keys, words);
        if (sums.Length == keys.Length)
        {
            keys.CopyTo(sums);
            return;
        }

        var jacobian = new G1Jacobian[sums.Length];
        jacobian.AsSpan().Fill(G1Jacobian.Infinity);
        for (int i = 0; i < keys.Length; i++)
            jacobian[indexes[i]] += keys[i];
        G1Jacobian.ToAffine(jacobian).CopyTo(sums);
    }

    /// <summary>The distinct signing roots, and for each set the index of its own.</summary>
    private static int[] Group(ReadOnlySpan<SignatureSet> sets, List<Root> roots)
    {
        var known = new Dictionary<Root, int>();
        int[] indexes = new int[sets.Length];
        for (int i = 0; i < sets.Length; i++)
        {
            if (known.TryAdd(sets[i].SigningRoot, roots.Count))
                roots.Add(sets[i].SigningRoot);
            indexes[i] = known[sets[i].SigningRoot];
        }

        return indexes;
    }

    /// <summary>
    /// Words that are never zero. They depend on the seed and on everything signed, so that no set can be made to fit them.
    /// </summary>
    private static ulong[] Coefficients(ReadOnlySpan<SignatureSet> sets, ReadOnlySpan<byte> seed)
    {
        Span<byte> input = stackalloc byte[SHA256.HashSizeInBytes + sizeof(ulong)];
        Transcript(sets, seed, input);
        Span<byte> output = stackalloc byte[SHA256.HashSizeInBytes];
        var words = new ulong[sets.Length];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(input[SHA256.HashSizeInBytes..], (ulong)i);
            SHA256.HashData(input, output);
            words[i] = Math.Max(1, BinaryPrimitives.ReadUInt64LittleEndian(output));
        }

        return words;
    }

    private static void Transcript(ReadOnlySpan<SignatureSet> sets, ReadOnlySpan<byte> seed, Span<byte> transcript)
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

        hash.GetHashAndReset(transcript);
    }
}
