using System.Runtime.InteropServices;
using Consensoor.Spec.Crypto;

namespace Consensoor.Spec.Ssz;

public static partial class MerkleProofs
{
    /// <summary>
    /// `calculate_merkle_root`: the root that a leaf and its proof lead to, or null where the proof has not the length of the path.
    /// </summary>
    public static Bytes32? CalculateMerkleRoot(Bytes32 leaf, ReadOnlySpan<Bytes32> proof, UInt128 index)
    {
        if (index == 0 || proof.Length != GetGeneralizedIndexLength(index))
        {
            return null;
        }

        for (var i = 0; i < proof.Length; i++)
        {
            leaf = GetGeneralizedIndexBit(index, i) ? Merkle.HashPair(proof[i], leaf) : Merkle.HashPair(leaf, proof[i]);
        }

        return leaf;
    }

    /// <summary>True where a leaf and its proof hash to the root (`verify_merkle_proof`).</summary>
    public static bool VerifyMerkleProof(Bytes32 leaf, ReadOnlySpan<Bytes32> proof, UInt128 index, Bytes32 root) =>
        CalculateMerkleRoot(leaf, proof, index) == root;

    /// <summary>
    /// `calculate_multi_merkle_root`: the root that leaves and their multiproof lead to, or null where the numbers do not fit. Indices must
    /// differ and none may lie above another: the specification's algorithm would leave the lower one unproven.
    /// </summary>
    public static Bytes32? CalculateMultiMerkleRoot(
        ReadOnlySpan<Bytes32> leaves, ReadOnlySpan<Bytes32> proof, ReadOnlySpan<UInt128> indices)
    {
        if (leaves.Length != indices.Length || leaves.IsEmpty || !AreIndependent(indices))
        {
            return null;
        }

        var helpers = GetHelperIndices(indices);
        if (proof.Length != helpers.Count)
        {
            return null;
        }

        var nodes = new Dictionary<UInt128, Bytes32>();
        var queue = new PriorityQueue<UInt128, UInt128>(Comparer<UInt128>.Create(static (a, b) => b.CompareTo(a)));
        for (var i = 0; i < indices.Length; i++)
        {
            nodes.Add(indices[i], leaves[i]);
            queue.Enqueue(indices[i], indices[i]);
        }

        for (var i = 0; i < helpers.Count; i++)
        {
            nodes.Add(helpers[i], proof[i]);
        }

        // Deepest level first, so that both children of a node are there when its turn comes.
        var parents = new List<UInt128>();
        var children = new List<Bytes32>();
        while (queue.TryPeek(out var deepest, out _) && deepest > 1)
        {
            parents.Clear();
            children.Clear();
            while (queue.TryPeek(out var index, out _) && UInt128.Log2(index) == UInt128.Log2(deepest))
            {
                queue.Dequeue();
                var parent = GeneralizedIndexParent(index);
                if (nodes.ContainsKey(parent) || (parents.Count > 0 && parents[^1] == parent))
                {
                    continue;
                }

                parents.Add(parent);
                children.Add(nodes[index & ~UInt128.One]);
                children.Add(nodes[index | 1]);
            }

            var level = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(children));
            Sha256.HashPairs(level, level);
            for (var i = 0; i < parents.Count; i++)
            {
                nodes.Add(parents[i], children[i]);
                queue.Enqueue(parents[i], parents[i]);
            }
        }

        return nodes[1];
    }

    /// <summary>True where leaves and their common proof hash to the root (`verify_merkle_multiproof`).</summary>
    public static bool VerifyMerkleMultiproof(
        ReadOnlySpan<Bytes32> leaves, ReadOnlySpan<Bytes32> proof, ReadOnlySpan<UInt128> indices, Bytes32 root) =>
        CalculateMultiMerkleRoot(leaves, proof, indices) == root;

    private static bool AreIndependent(ReadOnlySpan<UInt128> indices)
    {
        var known = new HashSet<UInt128>();
        foreach (var index in indices)
        {
            if (index == 0 || !known.Add(index))
            {
                return false;
            }
        }

        foreach (var index in indices)
        {
            for (var above = index >> 1; above != 0; above >>= 1)
            {
                if (known.Contains(above))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
