namespace Consensoor.Spec.Ssz;

/// <summary>
/// Merkle proofs and multiproofs: which nodes they take, making and checking them (`ssz/merkle-proofs.md`). Indices and proofs may come
/// from outside.
/// </summary>
public static partial class MerkleProofs
{
    /// <summary>`get_generalized_index_length`: the depth of a node.</summary>
    public static int GetGeneralizedIndexLength(UInt128 index) => (int)UInt128.Log2(index);

    /// <summary>True where the path to an index turns right at a depth counted from below (`get_generalized_index_bit`).</summary>
    public static bool GetGeneralizedIndexBit(UInt128 index, int position) => (index >> position & 1) != 0;

    /// <summary>The index of the other child of the same parent (`generalized_index_sibling`).</summary>
    public static UInt128 GeneralizedIndexSibling(UInt128 index) => index ^ 1;

    /// <summary>The index of the left or right child (`generalized_index_child`).</summary>
    public static UInt128 GeneralizedIndexChild(UInt128 index, bool rightSide) => (index << 1) | (rightSide ? 1u : 0u);

    /// <summary>The index of the parent (`generalized_index_parent`).</summary>
    public static UInt128 GeneralizedIndexParent(UInt128 index) => index >> 1;

    /// <summary>`concat_generalized_indices`: the index of a node in a tree that hangs at a node of an outer tree.</summary>
    public static UInt128 ConcatGeneralizedIndices(UInt128 outer, UInt128 inner) =>
        (outer << GetGeneralizedIndexLength(inner)) | (inner ^ (UInt128.One << GetGeneralizedIndexLength(inner)));

    /// <summary>`get_branch_indices`: the sisters of the nodes from a node up to the root, deepest first; none for the root.</summary>
    public static IReadOnlyList<UInt128> GetBranchIndices(UInt128 index)
    {
        var sisters = new List<UInt128>();
        for (; index > 1; index >>= 1)
        {
            sisters.Add(index ^ 1);
        }

        return sisters;
    }

    /// <summary>`get_path_indices`: a node and its ancestors below the root.</summary>
    public static IReadOnlyList<UInt128> GetPathIndices(UInt128 index)
    {
        var path = new List<UInt128>();
        for (; index > 1; index >>= 1)
        {
            path.Add(index);
        }

        return path;
    }

    /// <summary>`get_helper_indices`: the nodes beside those of the indices that a multiproof needs, in descending order.</summary>
    public static IReadOnlyList<UInt128> GetHelperIndices(ReadOnlySpan<UInt128> indices)
    {
        var helpers = new HashSet<UInt128>();
        var paths = new HashSet<UInt128>();
        foreach (var index in indices)
        {
            helpers.UnionWith(GetBranchIndices(index));
            paths.UnionWith(GetPathIndices(index));
        }

        helpers.ExceptWith(paths);
        return [.. helpers.OrderDescending()];
    }

    /// <summary>The node of a tree at an index; false where the tree does not reach that far or the index is 0.</summary>
    public static bool TryGetNode(SszNode tree, UInt128 index, out SszNode node)
    {
        node = tree;
        if (index == 0)
        {
            return false;
        }

        for (var bit = GetGeneralizedIndexLength(index) - 1; bit >= 0; bit--)
        {
            if (node.IsLeaf)
            {
                return false;
            }

            var (left, right) = node.Children;
            node = GetGeneralizedIndexBit(index, bit) ? right : left;
        }

        return true;
    }

    /// <summary>
    /// `compute_merkle_proof`: the sisters of the nodes from an index up to the root, deepest first; false where the tree does not reach
    /// that far.
    /// </summary>
    public static bool TryComputeMerkleProof(SszNode tree, UInt128 index, out SszList<Bytes32> proof)
    {
        proof = [];
        if (index == 0)
        {
            return false;
        }

        var (node, branch) = (tree, new Bytes32[GetGeneralizedIndexLength(index)]);
        for (var bit = branch.Length - 1; bit >= 0; bit--)
        {
            if (node.IsLeaf)
            {
                return false;
            }

            var (left, right) = node.Children;
            (node, branch[bit]) = GetGeneralizedIndexBit(index, bit) ? (right, left.Root) : (left, right.Root);
        }

        proof = SszList.Adopt(branch);
        return true;
    }

    /// <summary>
    /// The nodes that prove those at several indices, in the order of <see cref="GetHelperIndices"/>; false where the tree does not reach
    /// that far.
    /// </summary>
    public static bool TryComputeMerkleMultiproof(SszNode tree, ReadOnlySpan<UInt128> indices, out SszList<Bytes32> proof)
    {
        proof = [];
        var nodes = new List<Bytes32>();
        foreach (var index in indices)
        {
            if (!TryGetNode(tree, index, out _))
            {
                return false;
            }
        }

        foreach (var index in GetHelperIndices(indices))
        {
            if (!TryGetNode(tree, index, out var node))
            {
                return false;
            }

            nodes.Add(node.Root);
        }

        proof = SszList.From(nodes);
        return true;
    }
}
