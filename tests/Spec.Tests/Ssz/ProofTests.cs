using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using CsCheck;
using Xunit;
using static Consensoor.Spec.Ssz.GeneralizedIndices;

namespace Consensoor.Spec.Tests.Ssz;

/// <summary>Generalized indices, proofs and multiproofs.</summary>
public sealed class ProofTests
{
    private static readonly ChainSpec Minimal = new(Preset.Minimal, ChainConfig.Minimal);

    [Fact]
    public void Indices_are_those_of_the_specification()
    {
        UInt128 State(ForkName fork, params string[] path) => GetGeneralizedIndex<BeaconState>(Minimal.Ssz(fork), path);
        UInt128 Body(ForkName fork, params string[] path) => GetGeneralizedIndex<BeaconBlockBody>(Minimal.Ssz(fork), path);

        Assert.Equal(Constants.FinalizedRootGindex, State(ForkName.Altair, "finalized_checkpoint", "root"));
        Assert.Equal(Constants.CurrentSyncCommitteeGindex, State(ForkName.Deneb, "current_sync_committee"));
        Assert.Equal(Constants.NextSyncCommitteeGindex, State(ForkName.Capella, "next_sync_committee"));
        Assert.Equal(Constants.FinalizedRootGindexElectra, State(ForkName.Electra, "finalized_checkpoint", "root"));
        Assert.Equal(Constants.CurrentSyncCommitteeGindexElectra, State(ForkName.Fulu, "current_sync_committee"));
        Assert.Equal(Constants.NextSyncCommitteeGindexElectra, State(ForkName.Electra, "next_sync_committee"));
        Assert.Equal(Constants.FinalizedRootGindexGloas, State(ForkName.Gloas, "finalized_checkpoint", "root"));
        Assert.Equal(Constants.CurrentSyncCommitteeGindexGloas, State(ForkName.Gloas, "current_sync_committee"));
        Assert.Equal(Constants.NextSyncCommitteeGindexGloas, State(ForkName.Heze, "next_sync_committee"));
        Assert.Equal(Constants.ExecutionPayloadGindex, Body(ForkName.Capella, "execution_payload"));
        Assert.Equal(Constants.ExecutionBlockHashGindex, Body(ForkName.Capella, "execution_payload", "block_hash"));
        Assert.Equal(Constants.ExecutionBlockHashGindexDeneb, Body(ForkName.Deneb, "execution_payload", "block_hash"));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("slot", "0")]
    [InlineData("block_roots", "64")]
    [InlineData("block_roots", "__len__")]
    [InlineData("block_roots", "-1")]
    [InlineData("validators", "__len__", "0")]
    public void Refuses_paths_that_lead_nowhere(params string[] path) =>
        Assert.False(TryGetGeneralizedIndex(SszTypes.Find(nameof(BeaconState))!.Schema(Minimal.Ssz(ForkName.Gloas)), path, out _, out _));

    [Theory]
    [MemberData(nameof(CodecTests.Types), MemberType = typeof(CodecTests))]
    public void Proves_any_part(string name, ForkName fork)
    {
        var (codec, context, schema) = SszTypesUnderTest.Get(name, fork);
        Gen.Select(LiteralGen.Of(schema), Gen.UInt).Sample(
            (literal, seed) =>
            {
                Assert.True(codec.TryDecode(LiteralSsz.Serialize(schema, literal), context, out var value, out _));
                var (tree, random) = (codec.Node(value, context), new Random((int)(seed & int.MaxValue)));
                var parts = new Dictionary<UInt128, Bytes32>();
                for (var i = 0; i < 4; i++)
                {
                    var (index, root) = RandomPart(schema, literal, random);
                    Assert.True(MerkleProofs.TryGetNode(tree, index, out var node));
                    Assert.Equal(root ?? node.Root, node.Root);
                    Assert.True(MerkleProofs.TryComputeMerkleProof(tree, index, out var proof));
                    Assert.True(MerkleProofs.VerifyMerkleProof(node.Root, proof.AsSpan(), index, tree.Root));
                    if (!parts.Keys.Any(other => IsRelated(other, index)))
                    {
                        parts[index] = node.Root;
                    }
                }

                CheckMultiproof(tree, [.. parts.Keys], [.. parts.Values]);
            },
            iter: 6,
            threads: 1);
    }

    [Fact]
    public void Refuses_a_multiproof_that_would_leave_a_leaf_unproven()
    {
        var leaves = Enumerable.Range(1, 4).Select(static i => SszNode.Leaf(new Bytes32([.. Enumerable.Repeat((byte)i, 32)]))).ToArray();
        var tree = SszNode.Tree(leaves, 2);
        var (left, right) = tree.Children;
        UInt128[] indices = [2, 4];
        Assert.Null(MerkleProofs.CalculateMultiMerkleRoot([left.Root, Bytes32.Zero], [leaves[1].Root, right.Root], indices));
        Assert.Null(MerkleProofs.CalculateMultiMerkleRoot([left.Root], [], [2]));
        Assert.Null(MerkleProofs.CalculateMultiMerkleRoot([], [], []));
        Assert.Null(MerkleProofs.CalculateMultiMerkleRoot([left.Root], [], [0]));
        Assert.Null(MerkleProofs.CalculateMerkleRoot(left.Root, [], 0));
    }

    private static void CheckMultiproof(SszNode tree, UInt128[] indices, Bytes32[] leaves)
    {
        Assert.True(MerkleProofs.TryComputeMerkleMultiproof(tree, indices, out var proof));
        Assert.True(MerkleProofs.VerifyMerkleMultiproof(leaves, proof.AsSpan(), indices, tree.Root));
        leaves[^1] = Merkle.HashPair(leaves[^1], leaves[^1]);
        Assert.False(MerkleProofs.VerifyMerkleMultiproof(leaves, proof.AsSpan(), indices, tree.Root));
    }

    private static bool IsRelated(UInt128 one, UInt128 two)
    {
        var (upper, lower) = one < two ? (one, two) : (two, one);
        return lower >> (MerkleProofs.GetGeneralizedIndexLength(lower) - MerkleProofs.GetGeneralizedIndexLength(upper)) == upper;
    }

    // Walks down fields and elements; the literal root of what is reached, where it is no part of a chunk.
    private static (UInt128 Index, Bytes32? Root) RandomPart(SszSchema schema, Literal literal, Random random)
    {
        var (type, value, path) = (schema, literal, new List<string>());
        while (type is { IsBasic: false, Kind: not (SszKind.Union or SszKind.BitList or SszKind.BitVector) }
            && value.Parts!.Length > 0
            && random.Next(8) != 0)
        {
            var at = random.Next(value.Parts.Length);
            path.Add(
                type.Kind == SszKind.Container ? type.Fields[at].Name : at.ToString(System.Globalization.CultureInfo.InvariantCulture));
            var isPacked = type.Kind != SszKind.Container && type.Element!.IsBasic;
            type = type.Kind == SszKind.Container ? type.Fields[at].Type : type.Element!;
            value = value.Parts[at];
            if (isPacked)
            {
                Assert.True(TryGetGeneralizedIndex(schema, path.ToArray(), out var packed, out _));
                return (packed, null);
            }
        }

        Assert.True(TryGetGeneralizedIndex(schema, path.ToArray(), out var index, out var error), error);
        return (index, new Bytes32(LiteralSsz.HashTreeRoot(type, value)));
    }
}
