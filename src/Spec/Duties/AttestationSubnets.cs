using System.Numerics;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Duties;

/// <summary>The attestation subnets that a node keeps up for all (`phase0/p2p-interface.md#attestation-subnet-subscription`).</summary>
public static class AttestationSubnets
{
    /// <summary>The bits of a node's id that decide (`phase0/p2p-interface.md#compute_attestation_subnet_prefix_bits`).</summary>
    public static ulong ComputeAttestationSubnetPrefixBits(ChainConfig config) =>
        (ulong)Merkle.Depth(config.AttestationSubnetCount) + config.AttestationSubnetExtraBits;

    /// <summary>One of a node's subnets in an epoch (`phase0/p2p-interface.md#attestation-subnet-subscription`).</summary>
    public static ulong ComputeSubscribedSubnet(ChainSpec spec, UInt256 nodeId, Epoch epoch, ulong index)
    {
        var config = spec.Config;
        var prefixBits = (int)ComputeAttestationSubnetPrefixBits(config);
        var id = (BigInteger)nodeId;
        var nodeIdPrefix = (ulong)(id >> ((int)Constants.NodeIdBits - prefixBits));
        var nodeOffset = (ulong)(id % config.EpochsPerSubnetSubscription);
        Span<byte> seed = stackalloc byte[32];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(seed, (epoch + nodeOffset) / config.EpochsPerSubnetSubscription);
        Crypto.Sha256.Hash(seed[..8], seed);
        var permutatedPrefix = Shuffling.ComputeShuffledIndex(spec.Preset, nodeIdPrefix, 1UL << prefixBits, new Bytes32(seed));
        return (permutatedPrefix + index) % config.AttestationSubnetCount;
    }

    /// <summary>A node's SUBNETS_PER_NODE subnets in an epoch (`phase0/p2p-interface.md#attestation-subnet-subscription`).</summary>
    public static IReadOnlyList<ulong> ComputeSubscribedSubnets(ChainSpec spec, UInt256 nodeId, Epoch epoch)
    {
        var subnets = new ulong[spec.Config.SubnetsPerNode];
        for (var i = 0; i < subnets.Length; i++)
        {
            subnets[i] = ComputeSubscribedSubnet(spec, nodeId, epoch, (ulong)i);
        }

        return subnets;
    }
}
