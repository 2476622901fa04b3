using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Network;

/// <summary>
/// Topics by epoch: which fork a digest stands for, and the topic a message of a slot goes to
/// (`phase0/p2p-interface.md#topics-and-messages`).
/// </summary>
public sealed class GossipTopics(ChainSpec spec, Root genesisValidatorsRoot)
{
    private readonly Dictionary<Epoch, ForkDigest> _digests = [];

    /// <summary>The topic of a kind in a slot.</summary>
    public GossipTopic At(Slot slot, TopicKind kind, ulong? subnet)
    {
        var epoch = slot / spec.Preset.SlotsPerEpoch;
        return new GossipTopic(spec.ForkAt(epoch), DigestAt(epoch), kind, subnet);
    }

    /// <summary>The fork of a digest that is in force in the epoch of a slot or a neighbouring one; null for any other.</summary>
    public ForkName? ForkOf(ForkDigest digest, Slot around)
    {
        var epoch = around / spec.Preset.SlotsPerEpoch;
        for (var candidate = epoch == 0 ? 0 : epoch - 1; candidate <= epoch + 1; candidate++)
        {
            if (DigestAt(candidate) == digest)
            {
                return spec.ForkAt(candidate);
            }
        }

        return null;
    }

    private ForkDigest DigestAt(Epoch epoch)
    {
        if (_digests.TryGetValue(epoch, out var digest))
        {
            return digest;
        }

        // Epochs only move forward: what is far behind is not asked for again.
        foreach (var old in _digests.Keys.Where(known => known + 8 < epoch).ToArray())
        {
            _digests.Remove(old);
        }

        return _digests[epoch] = spec.ComputeForkDigest(genesisValidatorsRoot, epoch);
    }
}
