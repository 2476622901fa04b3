using System.Numerics;
using Consensoor.Conformance.Cases;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Conformance.Runners;

/// <summary>
/// `single_merkle_proof` of the runners merkle_proof and light_client: a branch from a leaf to an object's root, checked and made.
/// </summary>
public sealed class MerkleProofRunner : ICaseRunner
{
    /// <inheritdoc/>
    public void Run(TestCase test)
    {
        Check.Equal("single_merkle_proof", test.Handler, "handler");
        switch (test.Path.Suite)
        {
            case nameof(BeaconState):
                Run<BeaconState>(test);
                break;
            case nameof(BeaconBlockBody):
                Run<BeaconBlockBody>(test);
                break;
            default:
                Check.Fail($"no code knows proofs of {test.Path.Suite}");
                break;
        }
    }

    private static void Run<T>(TestCase test)
        where T : ISszType<T>
    {
        var proof = test.Yaml("proof.yaml");
        proof.OnlyKeys("leaf", "leaf_index", "branch");
        var (leaf, index, branch) =
            (proof["leaf"].Root, proof["leaf_index"].UInt64, proof["branch"].Items.Select(static item => item.Root).ToArray());
        var value = test.Read<T>("object");
        Check.Equal(value.HashTreeRoot(test.Ssz), RootOf(leaf, index, branch), "the root the branch leads to");

        var (node, made) = (value.ToNode(test.Ssz), new List<Root>());
        for (var bit = BitOperations.Log2(index) - 1; bit >= 0; bit--)
        {
            var (left, right) = node.Children;
            var isRight = (index >> bit & 1) != 0;
            made.Add(isRight ? left.Root : right.Root);
            node = isRight ? right : left;
        }

        made.Reverse();
        Check.Equal(leaf, node.Root, "leaf");
        Check.Equal(string.Join(' ', branch), string.Join(' ', made), "branch");
    }

    private static Root RootOf(Root leaf, ulong index, ReadOnlySpan<Root> branch)
    {
        Check.Equal(BitOperations.Log2(index), branch.Length, "depth of the leaf");
        Span<byte> pair = stackalloc byte[Sha256.PairLength];
        foreach (var sibling in branch)
        {
            var isRight = (index & 1) != 0;
            leaf.AsSpan().CopyTo(pair[(isRight ? Sha256.HashLength : 0)..]);
            sibling.AsSpan().CopyTo(pair[(isRight ? 0 : Sha256.HashLength)..]);
            Sha256.HashPairs(pair, pair[..Sha256.HashLength]);
            leaf = new Root(pair[..Sha256.HashLength]);
            index >>= 1;
        }

        return leaf;
    }
}
