using System.Numerics;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.LightClient;

/// <summary>
/// The Merkle branches of light client objects, whose length follows the object's fork while the proof's follows the fork of its slot.
/// </summary>
public static class LightClientProofs
{
    /// <summary>
    /// The branch from a generalized index to the root, lowest sibling first (`altair/light-client/full-node.md#compute_merkle_proof`);
    /// throws InvalidOperationException where nothing lies at the index.
    /// </summary>
    public static SszList<Bytes32> ComputeMerkleProof(SszNode node, ulong index)
    {
        var branch = new Bytes32[BitOperations.Log2(index)];
        for (var bit = branch.Length - 1; bit >= 0; bit--)
        {
            var (left, right) = node.Children;
            var isRight = (index >> bit & 1) != 0;
            branch[bit] = isRight ? left.Root : right.Root;
            node = isRight ? right : left;
        }

        return SszList.Adopt(branch);
    }

    /// <summary>
    /// True where a branch proves the leaf; nodes beyond the index's depth stand in front and must be zero
    /// (`altair/light-client/sync-protocol.md#is_valid_normalized_merkle_branch`).
    /// </summary>
    public static bool IsValidNormalizedMerkleBranch(Bytes32 leaf, SszList<Bytes32> branch, ulong gindex, Root root)
    {
        var extra = branch.Count - BitOperations.Log2(gindex);
        return extra >= 0
            && !branch.AsSpan()[..extra].ContainsAnyExcept(Bytes32.Zero)
            && Predicates.ComputeMerkleBranchRoot(
                leaf, branch.AsSpan()[extra..], branch.Count - extra, LightClientIndices.GetSubtreeIndex(gindex)) == root;
    }

    /// <summary>
    /// A branch brought to the depth of an index by zero nodes in front (`electra/light-client/fork.md#normalize_merkle_branch`).
    /// </summary>
    public static SszList<Bytes32> NormalizeMerkleBranch(ReadOnlySpan<Bytes32> branch, ulong gindex)
    {
        var normal = new Bytes32[Math.Max(branch.Length, BitOperations.Log2(gindex))];
        branch.CopyTo(normal.AsSpan(normal.Length - branch.Length));
        return SszList.Adopt(normal);
    }

    /// <summary>True where a branch is not all zero, so that the object it belongs to is there.</summary>
    internal static bool IsPresent(SszList<Bytes32> branch) => branch.AsSpan().ContainsAnyExcept(Bytes32.Zero);
}
