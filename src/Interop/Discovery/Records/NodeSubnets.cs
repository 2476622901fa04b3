using System.Buffers.Binary;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Discovery.Records;

/// <summary>What the specification derives from a node id: subnets, custody groups, and where to look for those of a subnet.</summary>
public static class NodeSubnets
{
    /// <summary>The attestation subnets a node stays on in an epoch (`phase0/p2p-interface.md#attestation-subnet-subscription`).</summary>
    public static IReadOnlyList<ulong> Attestation(ChainSpec spec, NodeId node, Epoch epoch) =>
        AttestationSubnets.ComputeSubscribedSubnets(spec, node.ToUInt256(), epoch);

    /// <summary>The first epoch after this one in which a node's subnets may be others.</summary>
    public static Epoch NextChange(ChainSpec spec, NodeId node, Epoch epoch)
    {
        var period = spec.Config.EpochsPerSubnetSubscription;
        var offset = (ulong)((System.Numerics.BigInteger)node.ToUInt256() % period);
        return epoch + period - ((epoch + offset) % period);
    }

    /// <summary>Sets `attnets` to a node's subnets in an epoch and those it is on besides, a bit each.</summary>
    public static void SetAttestation(EnrBuilder builder, ChainSpec spec, IEnumerable<ulong> subnets) =>
        builder.Set(EnrKeys.Attnets, Bits(spec.Config.AttestationSubnetCount, subnets));

    /// <summary>Sets `syncnets` to the sync committee subnets a node is on, a bit each.</summary>
    public static void SetSync(EnrBuilder builder, IEnumerable<ulong> subnets) =>
        builder.Set(EnrKeys.Syncnets, Bits(Constants.SyncCommitteeSubnetCount, subnets));

    /// <summary>
    /// The custody groups of a record's node (`fulu/das-core.md#get_custody_groups`): as many as it says, CUSTODY_REQUIREMENT where it
    /// says nothing, none where it says more than there are.
    /// </summary>
    public static IReadOnlyList<ulong> CustodyGroups(ChainConfig config, Enr record)
    {
        var count = record.CustodyGroupCount ?? config.CustodyRequirement;
        return count > config.NumberOfCustodyGroups ? [] : Custody.GetCustodyGroups(config, record.NodeId.ToUInt256(), count);
    }

    /// <summary>The subnets of the columns that a record's node keeps, by its custody groups; some more than once.</summary>
    public static IEnumerable<ulong> Columns(ChainSpec spec, Enr record) => CustodyGroups(spec.Config, record)
        .SelectMany(group => Custody.ComputeColumnsForCustodyGroup(spec.Preset, spec.Config, group))
        .Select(column => Custody.ComputeSubnetForDataColumnSidecar(spec.Config, column));

    /// <summary>
    /// A node id whose neighbours stay on a subnet in an epoch, to look for them; its lower bits are the seed's. Null for a subnet there is
    /// not.
    /// </summary>
    public static NodeId? TargetOf(ChainSpec spec, ulong subnet, Epoch epoch, NodeId seed)
    {
        var prefixBits = (int)AttestationSubnets.ComputeAttestationSubnetPrefixBits(spec.Config);
        var first = BinaryPrimitives.ReadUInt32BigEndian(seed.Bytes.AsSpan()) >> (32 - prefixBits);
        Span<byte> bytes = stackalloc byte[NodeId.Length];
        for (uint i = 0; i < 1u << prefixBits; i++)
        {
            var prefix = (first + i) & ((1u << prefixBits) - 1);
            seed.Bytes.AsSpan().CopyTo(bytes);
            var low = BinaryPrimitives.ReadUInt32BigEndian(bytes) & (uint.MaxValue >> prefixBits);
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (prefix << (32 - prefixBits)) | low);
            var target = NodeId.From(bytes);
            if (Attestation(spec, target, epoch).Contains(subnet))
            {
                return target;
            }
        }

        return null;
    }

    private static byte[] Bits(ulong count, IEnumerable<ulong> set)
    {
        var bits = new byte[(count + 7) / 8];
        foreach (var bit in set)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(bit, count);
            bits[bit / 8] |= (byte)(1 << (int)(bit % 8));
        }

        return bits;
    }
}
