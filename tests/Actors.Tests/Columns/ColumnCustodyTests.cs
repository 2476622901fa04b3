using System.Numerics;
using System.Security.Cryptography;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Identity;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Columns;

/// <summary>Tests what a node keeps and samples, against the specification's words on numbers of any size.</summary>
public sealed class ColumnCustodyTests
{
    private static readonly ChainSpec Spec = new(Preset.Minimal, ChainConfig.Minimal);

    [Fact]
    public void CustodyAndSamplesAreThoseOfTheSpecification() =>
        Gen.Select(Gen.Byte.Array[32], Gen.ULong[0, 130]).Sample((id, count) =>
        {
            var custody = ColumnCustody.Of(Spec, new UInt256(new Bytes32(id)), count);
            var groups = Math.Min(count, 128);
            Assert.Equal(groups, custody.GroupCount);
            Assert.Equal(LiteralGroups(id, groups), custody.Columns.ToList());
            Assert.Equal(LiteralGroups(id, Math.Max(8, groups)), custody.Sampled.ToList());
            Assert.True(custody.Columns.IsSubsetOf(custody.Sampled));
            Assert.Equal(custody.Sampled.ToList().Select(static column => column % 128).Order(), custody.Subnets(Spec));
        });

    [Fact]
    public void MoreGroupsExtendTheChoice() => Gen.Select(Gen.Byte.Array[32], Gen.ULong[0, 128], Gen.ULong[0, 128]).Sample(
        (id, one, other) =>
        {
            var node = new UInt256(new Bytes32(id));
            Assert.True(ColumnCustody.Of(Spec, node, Math.Min(one, other)).Columns
                .IsSubsetOf(ColumnCustody.Of(Spec, node, Math.Max(one, other)).Columns));
        });

    [Fact]
    public void APeersNodeIdIsThatOfItsKeyOrOfItsName()
    {
        var key = NodeKey.FromSecret([.. new byte[31], 3])!;
        Assert.Equal(key.NodeId, PeerNodeId.Of(key.PeerId.ToString())!.Value.Bytes);
        Assert.Equal(SHA256.HashData("node-1"u8), PeerNodeId.Of("node-1")!.Value.Bytes.AsSpan().ToArray());

        // A hash of a key says nothing of it, and an Ed25519 key is on no curve that node ids are made of.
        Assert.Null(PeerNodeId.Of("QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N"));
        var ed25519 = PeerId.FromPublicKey(new PeerPublicKey(PeerKeyType.Ed25519, new byte[32]));
        Assert.Null(PeerNodeId.Of(ed25519.ToString()));
    }

    private static IEnumerable<ulong> LiteralGroups(byte[] id, ulong count)
    {
        var (current, groups) = (new BigInteger(id, isUnsigned: true), new SortedSet<ulong>());
        while ((ulong)groups.Count < count)
        {
            var bytes = new byte[32];
            current.TryWriteBytes(bytes, out _, isUnsigned: true);
            groups.Add(BitConverter.ToUInt64(SHA256.HashData(bytes)) % 128);
            current = (current + 1) % BigInteger.Pow(2, 256);
        }

        return groups;
    }
}
