using System.Buffers.Binary;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Config;

public sealed partial class ChainSpec
{
    private SlotTimes? _times;
    private KnownDigests? _digests;

    /// <summary>The fork in force at an epoch: the latest one scheduled at or before it.</summary>
    public ForkName ForkAt(Epoch epoch) => ForkNames.At(Config, epoch).Fork;

    /// <summary>The fork in force at a slot.</summary>
    public ForkName ForkAtSlot(Slot slot) => ForkAt(slot / Preset.SlotsPerEpoch);

    /// <summary>The epoch a fork comes into force, FAR_FUTURE_EPOCH where it is not scheduled.</summary>
    public Epoch ForkEpoch(ForkName fork) => fork.Row().Epoch(Config);

    /// <summary>The version of a fork.</summary>
    public Version ForkVersion(ForkName fork) => fork.Row().Version(Config);

    /// <summary>The fork of a version, or null where no fork has it.</summary>
    public ForkName? ForkOfVersion(Version version)
    {
        for (var fork = ForkNames.Latest; fork >= ForkName.Phase0; fork--)
        {
            if (ForkVersion(fork) == version)
            {
                return fork;
            }
        }

        return null;
    }

    /// <summary>The chain's clock from a genesis time on.</summary>
    public SlotTimes Times(ulong genesisTimeMs)
    {
        // One chain has one genesis time, so that the last clock is nearly always the one asked for.
        var last = _times;
        return last is not null && last.GenesisTimeMs == genesisTimeMs
            ? last
            : _times = new SlotTimes(genesisTimeMs, Preset.SlotsPerEpoch, Config.SlotDurations);
    }

    /// <summary>
    /// The 4 bytes that separate forks and chains on the wire; from fulu on the blob limit in force is mixed in
    /// (`fulu/beacon-chain.md#modified-compute_fork_digest`).
    /// </summary>
    public ForkDigest ComputeForkDigest(Root genesisValidatorsRoot, Epoch epoch)
    {
        Span<byte> forkData = stackalloc byte[Sha256.PairLength];
        forkData.Clear();
        Misc.ComputeForkVersion(Config, epoch).AsSpan().CopyTo(forkData);
        genesisValidatorsRoot.AsSpan().CopyTo(forkData[Root.Length..]);
        Span<byte> digest = stackalloc byte[Sha256.HashLength];
        Sha256.HashPairs(forkData, digest);
        if (epoch >= Config.FuluForkEpoch)
        {
            var parameters = Misc.GetBlobParameters(Config, epoch);
            Span<byte> mix = stackalloc byte[Sha256.HashLength];
            BinaryPrimitives.WriteUInt64LittleEndian(mix, parameters.Epoch);
            BinaryPrimitives.WriteUInt64LittleEndian(mix[8..], parameters.MaxBlobsPerBlock);
            Sha256.Hash(mix[..16], mix);
            for (var i = 0; i < ForkDigest.Length; i++)
            {
                digest[i] ^= mix[i];
            }
        }

        return new ForkDigest(digest[..ForkDigest.Length]);
    }

    /// <summary>The fork that a fork digest on the wire stands for, or null where no fork and no blob limit of this chain has it.</summary>
    public ForkName? ForkOfDigest(Root genesisValidatorsRoot, ForkDigest digest)
    {
        // One chain has one root, and strangers name digests as often as they like.
        var last = _digests;
        if (last is null || last.GenesisValidatorsRoot != genesisValidatorsRoot)
        {
            _digests = last = new KnownDigests(genesisValidatorsRoot, DigestsOf(genesisValidatorsRoot));
        }

        return last.Forks.TryGetValue(digest, out var fork) ? fork : null;
    }

    private Dictionary<ForkDigest, ForkName> DigestsOf(Root genesisValidatorsRoot)
    {
        var forks = new Dictionary<ForkDigest, ForkName>();
        foreach (var epoch in ForkNames.All.Select(ForkEpoch)
            .Concat(Config.BlobSchedule.Select(static entry => entry.Epoch))
            .Where(static epoch => epoch != Constants.FarFutureEpoch))
        {
            forks.TryAdd(ComputeForkDigest(genesisValidatorsRoot, epoch), ForkAt(epoch));
        }

        return forks;
    }

    private sealed record KnownDigests(Root GenesisValidatorsRoot, Dictionary<ForkDigest, ForkName> Forks);
}
