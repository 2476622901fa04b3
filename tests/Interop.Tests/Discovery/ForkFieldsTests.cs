using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Identity;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Discovery;

/// <summary>Fork, subnet and custody fields of node records.</summary>
public sealed class ForkFieldsTests
{
    private static readonly ChainSpec Mainnet = new(Preset.Mainnet, ChainConfig.Mainnet);

    private static readonly Root Genesis = new(Convert.FromHexString("4b363db94e286120d76eb905340fdd4e54bfe9f06bf33ff6cf5ad27f511bfe95"));

    [Theory]
    [InlineData(0, ForkName.Altair)]
    [InlineData(364_031, ForkName.Electra)]
    [InlineData(364_032, ForkName.Fulu)]
    public void Next_fork_is_the_next_one_of_the_schedule(ulong epoch, ForkName fork)
    {
        var fields = ForkFields.At(Mainnet, Genesis, epoch);
        Assert.Equal(Mainnet.ComputeForkDigest(Genesis, epoch), fields.Eth2.ForkDigest);
        Assert.Equal(Mainnet.ComputeForkDigest(Genesis, fields.Eth2.NextForkEpoch), fields.NextForkDigest);
        Assert.Equal(Mainnet.ForkVersion(fork), fields.Eth2.NextForkVersion);
        Assert.Equal(Mainnet.ForkEpoch(fork), fields.Eth2.NextForkEpoch);
    }

    [Fact]
    public void Blob_parameter_forks_count_and_may_keep_the_version()
    {
        var fulu = Mainnet.Config.FuluForkEpoch;
        var first = Mainnet.Config.BlobSchedule.Select(static entry => entry.Epoch).Where(epoch => epoch > fulu).Min();
        var fields = ForkFields.At(Mainnet, Genesis, fulu);
        Assert.Equal(first, fields.Eth2.NextForkEpoch);
        Assert.Equal(Mainnet.Config.FuluForkVersion, fields.Eth2.NextForkVersion);
        Assert.NotEqual(fields.Eth2.ForkDigest, fields.NextForkDigest);
        Assert.Equal(fields.NextForkDigest, ForkFields.At(Mainnet, Genesis, first).Eth2.ForkDigest);
    }

    [Fact]
    public void Nothing_scheduled_is_said_by_the_far_future_and_zeros()
    {
        var last = ForkFields.At(Mainnet, Genesis, Constants.FarFutureEpoch - 1);
        Assert.Equal(Constants.FarFutureEpoch, last.Eth2.NextForkEpoch);
        Assert.Equal(default, last.NextForkDigest);
        Assert.Equal(Mainnet.ForkVersion(Mainnet.ForkAt(Constants.FarFutureEpoch - 1)), last.Eth2.NextForkVersion);
        var before = ForkFields.BeforeGenesis(Mainnet);
        Assert.Equal(Mainnet.Config.GenesisForkVersion, before.Eth2.NextForkVersion);
        Assert.Equal(Constants.FarFutureEpoch, before.Eth2.NextForkEpoch);
    }

    [Fact]
    public void Next_fork_agrees_with_a_walk_over_all_epochs()
    {
        var config = ChainConfig.Minimal with
        {
            AltairForkEpoch = 0,
            BellatrixForkEpoch = 0,
            CapellaForkEpoch = 1,
            DenebForkEpoch = 2,
            ElectraForkEpoch = 5,
            FuluForkEpoch = 9,
            GloasForkEpoch = 14,
            HezeForkEpoch = 20,
            BlobSchedule = [new(9, 9), new(11, 12), new(14, 13), new(17, 4)],
        };
        var spec = new ChainSpec(Preset.Minimal, config);
        for (ulong epoch = 0; epoch < 25; epoch++)
        {
            var digest = spec.ComputeForkDigest(Genesis, epoch);
            var next = epoch + 1;
            while (next < 30 && spec.ComputeForkDigest(Genesis, next) == digest && spec.ForkAt(next) == spec.ForkAt(epoch))
            {
                next++;
            }

            Assert.Equal(next == 30 ? Constants.FarFutureEpoch : next, ForkFields.NextForkEpoch(spec, epoch));
        }
    }

    [Fact]
    public void Fields_go_into_a_record_and_come_back()
    {
        var key = NodeKey.Create();
        var fields = ForkFields.At(Mainnet, Genesis, Mainnet.Config.FuluForkEpoch);
        var builder = new EnrBuilder();
        fields.Set(builder, Mainnet);
        NodeSubnets.SetAttestation(builder, Mainnet, [3, 63]);
        NodeSubnets.SetSync(builder, [2]);
        var record = builder.Set(EnrKeys.Cgc, 8).Build(key, 5, out _)!;
        Assert.Equal(fields.Eth2, record.Eth2);
        Assert.Equal(fields.NextForkDigest, record.NextForkDigest);
        Assert.Equal([3UL, 63UL], Enumerable.Range(0, 100).Select(static i => (ulong)i).Where(record.IsOnAttestationSubnet));
        Assert.Equal([2UL], Enumerable.Range(0, 100).Select(static i => (ulong)i).Where(record.IsOnSyncSubnet));
        Assert.Equal(8, NodeSubnets.CustodyGroups(Mainnet.Config, record).Count);
        Assert.True(NodePredicates.All(
            NodePredicates.OfFork(fields.Eth2.ForkDigest), NodePredicates.OnAttestationSubnet(63), NodePredicates.OnSyncSubnet(2))(record));
        Assert.False(NodePredicates.Any(NodePredicates.OnAttestationSubnet(4), NodePredicates.Dialable())(record));
        var groups = Custody.GetCustodyGroups(Mainnet.Config, record.NodeId.ToUInt256(), 8);
        Assert.All(
            Enumerable.Range(0, 128).Select(static i => (ulong)i),
            group => Assert.Equal(groups.Contains(group), NodePredicates.Custodies(Mainnet.Config, group)(record)));
    }

    [Fact]
    public void More_custody_groups_than_there_are_count_as_none()
    {
        var key = NodeKey.Create();
        var record = new EnrBuilder().Set(EnrKeys.Cgc, ulong.MaxValue).Build(key, 1, out _)!;
        Assert.Empty(NodeSubnets.CustodyGroups(Mainnet.Config, record));
        var silent = new EnrBuilder().Build(key, 1, out _)!;
        Assert.Equal((int)Mainnet.Config.CustodyRequirement, NodeSubnets.CustodyGroups(Mainnet.Config, silent).Count);
    }

    [Fact]
    public void Subnets_change_in_the_epoch_that_is_said_and_not_before()
    {
        Gen.Select(Gen.Byte.Array[32], Gen.ULong[0, 1_000_000]).Sample((id, epoch) =>
        {
            var node = NodeId.From(id);
            var next = NodeSubnets.NextChange(Mainnet, node, epoch);
            var now = NodeSubnets.Attestation(Mainnet, node, epoch);
            return next > epoch && next <= epoch + Mainnet.Config.EpochsPerSubnetSubscription
                && now.SequenceEqual(NodeSubnets.Attestation(Mainnet, node, next - 1))
                && now.SequenceEqual(AttestationSubnets.ComputeSubscribedSubnets(Mainnet, node.ToUInt256(), epoch));
        });
    }

    [Fact]
    public void A_target_is_among_those_of_its_subnet()
    {
        Gen.Select(Gen.Byte.Array[32], Gen.ULong[0, 1_000_000], Gen.ULong[0, 63]).Sample((seed, epoch, subnet) =>
        {
            var target = NodeSubnets.TargetOf(Mainnet, subnet, epoch, NodeId.From(seed));
            return target is not null && NodeSubnets.Attestation(Mainnet, target.Value, epoch).Contains(subnet);
        }, iter: 200);
        Assert.Null(NodeSubnets.TargetOf(Mainnet, 64, 0, default));
    }

    [Fact]
    public void Distances_agree_with_big_numbers()
    {
        Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[32], Gen.Byte.Array[32], Gen.Int[0, 32]).Sample((target, one, two, same) =>
        {
            target.AsSpan(0, same).CopyTo(one);
            var (a, b) = (Number(target) ^ Number(one), Number(target) ^ Number(two));
            var id = NodeId.From(target);
            return id.LogDistance(NodeId.From(one)) == (int)a.GetBitLength()
                && Math.Sign(id.CompareDistance(NodeId.From(one), NodeId.From(two))) == a.CompareTo(b)
                && (System.Numerics.BigInteger)id.ToUInt256() == Number(target);
        });
    }

    private static System.Numerics.BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
