using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network.Interests;

/// <summary>
/// Decides the node's interests, without actor or clock: the attestation subnets of its id as they rotate, subscribed an epoch ahead
/// (`phase0/p2p-interface.md#attestation-subnet-subscription`), those that validators need for a time, and custody. The sequence number of
/// metadata grows by one whenever what is told changes. It holds one entry a subnet at most.
/// </summary>
internal sealed class InterestsBook
{
    private readonly InterestsSettings _settings;
    private readonly ChainConfig _config;
    private readonly SortedDictionary<ulong, Slot> _attestation = [];
    private readonly SortedDictionary<ulong, Epoch> _sync = [];
    private ulong _custodyGroupCount;
    private BitList _columns;

    /// <summary>Begins in a slot with the metadata that the node told last, null where it told none.</summary>
    public InterestsBook(InterestsSettings settings, MetaData? told, Slot slot)
    {
        (_settings, _config) = (settings, settings.Spec.Config);
        var custody = settings.Custody;
        _custodyGroupCount = custody?.CustodyGroupCount ?? _config.NumberOfCustodyGroups;
        _columns = Bits(_config.DataColumnSidecarSubnetCount, subnet => custody?.ColumnSubnets.Contains(subnet) ?? true);
        Current = At(slot);
        var own = Current.MetaData;
        var sequence = told is null ? settings.FirstSequence
            : told with { SeqNumber = 0 } == own ? told.SeqNumber : Math.Max(told.SeqNumber + 1, settings.FirstSequence);
        Current = Current with { MetaData = own with { SeqNumber = sequence } };
    }

    /// <summary>The interests as they are.</summary>
    public NetworkInterests Current { get; private set; }

    /// <summary>Takes the node's custody; a count or subnet beyond those there are is left out. True where the interests changed.</summary>
    public bool Take(CustodyChanged custody, Slot slot)
    {
        var subnets = custody.ColumnSubnets.ToHashSet();
        _custodyGroupCount = Math.Min(custody.CustodyGroupCount, _config.NumberOfCustodyGroups);
        _columns = Bits(_config.DataColumnSidecarSubnetCount, subnets.Contains);
        return Advance(slot);
    }

    /// <summary>Takes attestation subnets that validators need for a time. True where the interests changed.</summary>
    public bool Take(AttestationSubnetsNeeded needed, Slot slot)
    {
        Keep(_attestation, needed.Subnets, _config.AttestationSubnetCount);
        return Advance(slot);
    }

    /// <summary>Takes sync committee subnets that validators need for a time. True where the interests changed.</summary>
    public bool Take(SyncSubnetsNeeded needed, Slot slot)
    {
        Keep(_sync, needed.Subnets, Constants.SyncCommitteeSubnetCount);
        return Advance(slot);
    }

    /// <summary>Goes on to a slot. True where the interests changed.</summary>
    public bool Advance(Slot slot)
    {
        var before = Current;
        var next = At(slot);
        var sequence = before.MetaData.SeqNumber;
        var isSame = before.MetaData with { SeqNumber = 0 } == next.MetaData;
        Current = next with { MetaData = next.MetaData with { SeqNumber = isSame ? sequence : sequence + 1 } };
        return Current != before;
    }

    private static void Keep(SortedDictionary<ulong, ulong> kept, IReadOnlyList<(ulong Subnet, ulong Last)> needed, ulong count)
    {
        foreach (var (subnet, last) in needed)
        {
            if (subnet < count)
            {
                kept[subnet] = Math.Max(last, kept.GetValueOrDefault(subnet));
            }
        }
    }

    private static void Forget(SortedDictionary<ulong, ulong> kept, ulong now)
    {
        foreach (var subnet in kept.Where(entry => entry.Value < now).Select(static entry => entry.Key).ToArray())
        {
            kept.Remove(subnet);
        }
    }

    private static BitList Bits(ulong count, Func<ulong, bool> isSet) =>
        BitList.Create([.. Enumerable.Range(0, (int)count).Select(index => isSet((ulong)index))]);

    // The sequence number is left at zero.
    private NetworkInterests At(Slot slot)
    {
        var epoch = slot / _settings.Spec.Preset.SlotsPerEpoch;
        Forget(_attestation, slot);
        Forget(_sync, epoch);
        var own = _settings is { Choice: SubnetChoice.Own, NodeId: { } id }
            ? (Func<Epoch, IReadOnlyList<ulong>>)(at => AttestationSubnets.ComputeSubscribedSubnets(_settings.Spec, id, at))
            : static _ => [];
        var (now, ahead) = (own(epoch), own(epoch + 1));
        var attnets = Bits(_config.AttestationSubnetCount, subnet => IsOn(now.Contains(subnet)));
        var syncnets = Bits(Constants.SyncCommitteeSubnetCount, subnet => IsOn(_sync.ContainsKey(subnet)));
        return new NetworkInterests(
            new MetaData { Attnets = attnets, Syncnets = syncnets, CustodyGroupCount = _custodyGroupCount },
            Bits(_config.AttestationSubnetCount,
                subnet => IsOn(now.Contains(subnet) || ahead.Contains(subnet) || _attestation.ContainsKey(subnet))),
            syncnets,
            _columns);
    }

    private bool IsOn(bool isOwn) => _settings.Choice switch
    {
        SubnetChoice.None => false,
        SubnetChoice.Own when _settings.NodeId is not null => isOwn,
        _ => true,
    };
}
