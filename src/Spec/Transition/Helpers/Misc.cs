using System.Buffers.Binary;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Transition.Helpers;

/// <summary>The "Math" and "Misc" helpers of the specification (`phase0/beacon-chain.md#misc-1` and each later fork).</summary>
public static partial class Misc
{
    /// <summary>The largest x with x * x at most n (`phase0/beacon-chain.md#integer_squareroot`).</summary>
    public static ulong IntegerSquareroot(ulong n)
    {
        unchecked
        {
            var x = Math.Min((ulong)Math.Sqrt(n), Constants.Uint64MaxSqrt);
            while (x * x > n)
            {
                x--;
            }

            while (x < Constants.Uint64MaxSqrt && (x + 1) * (x + 1) <= n)
            {
                x++;
            }

            return x;
        }
    }

    /// <summary>a - b, or 0 where b is larger (`phase0/beacon-chain.md#saturating_sub`).</summary>
    public static ulong SaturatingSub(ulong a, ulong b) => a > b ? a - b : 0;

    /// <summary>The bitwise exclusive or (`phase0/beacon-chain.md#xor`).</summary>
    public static Bytes32 Xor(Bytes32 bytes1, Bytes32 bytes2)
    {
        Span<byte> result = stackalloc byte[32];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = (byte)(bytes1[i] ^ bytes2[i]);
        }

        return new Bytes32(result);
    }

    /// <summary>SHA-256 over a 32-byte value and a little-endian number, as seeds are drawn (`sha256(seed + uint_to_bytes(n))`).</summary>
    public static Bytes32 HashWith(Bytes32 seed, ulong number)
    {
        Span<byte> buffer = stackalloc byte[40];
        seed.AsSpan().CopyTo(buffer);
        BinaryPrimitives.WriteUInt64LittleEndian(buffer[32..], number);
        Sha256.Hash(buffer, buffer[..32]);
        return new Bytes32(buffer[..32]);
    }

    /// <summary>The epoch of a slot (`phase0/beacon-chain.md#compute_epoch_at_slot`).</summary>
    public static Epoch ComputeEpochAtSlot(Preset preset, Slot slot) => slot / preset.SlotsPerEpoch;

    /// <summary>The first slot of an epoch (`phase0/beacon-chain.md#compute_start_slot_at_epoch`).</summary>
    public static Slot ComputeStartSlotAtEpoch(Preset preset, Epoch epoch) => epoch * preset.SlotsPerEpoch;

    /// <summary>
    /// The epoch in which an activation or exit asked for in an epoch takes effect
    /// (`phase0/beacon-chain.md#compute_activation_exit_epoch`).
    /// </summary>
    public static Epoch ComputeActivationExitEpoch(Preset preset, Epoch epoch) => epoch + 1 + preset.MaxSeedLookahead;

    /// <summary>The start of a slot in Unix seconds (`phase0/beacon-chain.md#compute_time_at_slot`).</summary>
    public static ulong ComputeTimeAtSlot(ChainSpec spec, ulong genesisTime, Slot slot) =>
        MillisecondsToSeconds(ComputeTimeAtSlotMs(spec, SecondsToMilliseconds(genesisTime), slot));

    /// <summary>The start of a slot in Unix milliseconds (`phase0/beacon-chain.md#compute_time_at_slot_ms`).</summary>
    public static ulong ComputeTimeAtSlotMs(ChainSpec spec, ulong genesisTimeMs, Slot slot) => spec.Times(genesisTimeMs).StartMs(slot);

    /// <summary>The slot at a time in Unix seconds (`phase0/beacon-chain.md#compute_slot_at_time`).</summary>
    public static Slot ComputeSlotAtTime(ChainSpec spec, ulong genesisTime, ulong time) =>
        ComputeSlotAtTimeMs(spec, SecondsToMilliseconds(genesisTime), SecondsToMilliseconds(time));

    /// <summary>The slot at a time in Unix milliseconds (`phase0/beacon-chain.md#compute_slot_at_time_ms`).</summary>
    public static Slot ComputeSlotAtTimeMs(ChainSpec spec, ulong genesisTimeMs, ulong timeMs) => spec.Times(genesisTimeMs).SlotAtMs(timeMs);

    /// <summary>Seconds as milliseconds (`phase0/beacon-chain.md#seconds_to_milliseconds`).</summary>
    public static ulong SecondsToMilliseconds(ulong seconds) => seconds > ulong.MaxValue / 1000 ? ulong.MaxValue : seconds * 1000;

    /// <summary>Milliseconds as whole seconds (`phase0/beacon-chain.md#milliseconds_to_seconds`).</summary>
    public static ulong MillisecondsToSeconds(ulong milliseconds) => milliseconds / 1000;

    /// <summary>The version of the fork of an epoch (`altair/fork.md#compute_fork_version` and each later fork).</summary>
    public static Version ComputeForkVersion(ChainConfig config, Epoch epoch) => ForkNames.At(config, epoch).Version(config);

    /// <summary>The root that ties signatures to a fork and a chain (`phase0/beacon-chain.md#compute_fork_data_root`).</summary>
    public static Root ComputeForkDataRoot(Version currentVersion, Root genesisValidatorsRoot)
    {
        Span<byte> version = stackalloc byte[32];
        version.Clear();
        currentVersion.AsSpan().CopyTo(version);
        return Merkle.HashPair(new Bytes32(version), genesisValidatorsRoot);
    }

    /// <summary>The domain of a type under a fork version and a chain (`phase0/beacon-chain.md#compute_domain`).</summary>
    public static Domain ComputeDomain(DomainType domainType, Version forkVersion, Root genesisValidatorsRoot)
    {
        Span<byte> domain = stackalloc byte[32];
        domainType.AsSpan().CopyTo(domain);
        var forkDataRoot = ComputeForkDataRoot(forkVersion, genesisValidatorsRoot);
        forkDataRoot.AsSpan()[..28].CopyTo(domain[4..]);
        return new Domain(domain);
    }

    /// <summary>
    /// The domain of a type under the genesis version and no chain, as deposits are signed (`phase0/beacon-chain.md#compute_domain`).
    /// </summary>
    public static Domain ComputeDomain(ChainConfig config, DomainType domainType) =>
        ComputeDomain(domainType, config.GenesisForkVersion, Root.Zero);

    /// <summary>What is signed for an object in a domain (`phase0/beacon-chain.md#compute_signing_root`).</summary>
    public static Root ComputeSigningRoot<T>(T sszObject, Domain domain, SszContext context)
        where T : ISszType<T> => Merkle.HashPair(sszObject.HashTreeRoot(context), domain);

    /// <summary>What is signed for a root in a domain.</summary>
    public static Root ComputeSigningRoot(Root objectRoot, Domain domain) => Merkle.HashPair(objectRoot, domain);

    /// <summary>What is signed for a number (a slot, an epoch) in a domain.</summary>
    public static Root ComputeSigningRoot(ulong number, Domain domain)
    {
        Span<byte> chunk = stackalloc byte[32];
        chunk.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(chunk, number);
        return Merkle.HashPair(new Bytes32(chunk), domain);
    }

    /// <summary>The blob limit of an epoch from fulu on (`fulu/beacon-chain.md#new-get_blob_parameters`).</summary>
    public static BlobParameters GetBlobParameters(ChainConfig config, Epoch epoch)
    {
        foreach (var entry in config.BlobSchedule.OrderByDescending(static entry => entry.Epoch))
        {
            if (epoch >= entry.Epoch)
            {
                return new BlobParameters(entry.Epoch, entry.MaxBlobsPerBlock);
            }
        }

        return new BlobParameters(config.ElectraForkEpoch, config.MaxBlobsPerBlockElectra);
    }

    /// <summary>The gas limit scheduled for an epoch, null where none is (`gloas/beacon-chain.md#new-get_scheduled_gas_limit`).</summary>
    public static ulong? GetScheduledGasLimit(ChainConfig config, Epoch epoch) =>
        config.GasLimitSchedule.Where(entry => epoch >= entry.Epoch).MaxBy(static entry => entry.Epoch)?.GasLimit;

    /// <summary>The committees whose bit is set (`electra/beacon-chain.md#new-get_committee_indices`).</summary>
    public static IEnumerable<CommitteeIndex> GetCommitteeIndices(BitList committeeBits)
    {
        for (var index = 0; index < committeeBits.Length; index++)
        {
            if (committeeBits[index])
            {
                yield return (CommitteeIndex)index;
            }
        }
    }

    /// <summary>
    /// A builder's index as the validator index of its withdrawals (`gloas/beacon-chain.md#new-convert_builder_index_to_validator_index`).
    /// </summary>
    public static ValidatorIndex ConvertBuilderIndexToValidatorIndex(BuilderIndex builderIndex) =>
        builderIndex | Constants.BuilderIndexFlag;

    /// <summary>
    /// The builder's index within a validator index that carries the flag
    /// (`gloas/beacon-chain.md#new-convert_validator_index_to_builder_index`).
    /// </summary>
    public static BuilderIndex ConvertValidatorIndexToBuilderIndex(ValidatorIndex validatorIndex) =>
        validatorIndex & ~Constants.BuilderIndexFlag;
}
