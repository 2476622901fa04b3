using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;

namespace Consensoor.Spec.LightClient;

/// <summary>
/// The light client data that a full node serves (`altair/light-client/full-node.md#deriving-light-client-data`): told of each imported
/// block and each new head, it knows the best update of every sync committee period of the canonical chain, the latest finality and
/// optimistic updates, and bootstraps for finalized epoch boundary blocks. For one thread; blocks below the finalized one are forgotten,
/// and so is what is older than blocks must be kept. Starts with a block of altair or later.
/// </summary>
public sealed class LightClientData
{
    private readonly ChainSpec _spec;
    private readonly Slot _tailSlot;
    private readonly Dictionary<Root, Entry> _entries = [];
    private readonly Dictionary<Root, LightClientBootstrap> _bootstraps = [];
    private readonly SortedDictionary<ulong, LightClientUpdate> _bestUpdates = [];
    private Entry _finalized;

    /// <summary>Begins with a finalized block and its immediate post-state, frozen.</summary>
    public LightClientData(BeaconState anchorState, SignedBeaconBlock anchorBlock)
    {
        _spec = anchorState.Spec;
        _tailSlot = anchorState.Slot;
        var root = (anchorState.LatestBlockHeader with { StateRoot = anchorState.HashTreeRoot() }).HashTreeRoot(anchorState.Ssz);
        _finalized = new Entry(root, anchorBlock, anchorState, null, Constants.GenesisSlot);
        FinalizedCheckpoint = anchorState.FinalizedCheckpoint;
        _entries[root] = _finalized;
        AddBootstrap(_finalized);
    }

    /// <summary>The update of the latest signature of the canonical chain, if any.</summary>
    public LightClientUpdate? Latest { get; private set; }

    /// <summary>The latest checkpoint finalized by a head.</summary>
    public Checkpoint FinalizedCheckpoint { get; private set; }

    /// <summary>The bootstrap for a finalized epoch boundary block, or null.</summary>
    public LightClientBootstrap? Bootstrap(Root blockRoot) => _bootstraps.GetValueOrDefault(blockRoot);

    /// <summary>The best update of a sync committee period, or null.</summary>
    public LightClientUpdate? BestUpdate(ulong period) => _bestUpdates.GetValueOrDefault(period);

    /// <summary>
    /// Takes in a block whose parent is known, with its immediate post-state, frozen; a block without a known parent is ignored.
    /// </summary>
    public void ImportBlock(Root root, SignedBeaconBlock block, BeaconState state)
    {
        if (!_entries.TryGetValue(block.Message.ParentRoot, out var parent))
        {
            return;
        }

        var isSamePeriod = Period(parent.Slot) == Period(block.Message.Slot);
        var best = isSamePeriod ? parent.Best : null;
        var signatureSlot = parent.SignatureSlot;
        if (HasParticipants(block))
        {
            signatureSlot = block.Message.Slot;
            if (isSamePeriod
                && Update(block, state, parent) is { } update
                && (best is null || LightClientUpdates.IsBetterUpdate(update, best, _spec)))
            {
                best = update;
            }
        }

        _entries[root] = new Entry(root, block, state, best, signatureSlot);
    }

    /// <summary>Follows fork choice to a head that was imported; an unknown one is ignored.</summary>
    public void SelectHead(Root root)
    {
        if (!_entries.TryGetValue(root, out var head))
        {
            return;
        }

        var lowSlot = Math.Max(_tailSlot, _finalized.Slot);
        CommitBestUpdates(head, lowSlot);
        Latest = LatestUpdate(head, lowSlot);
        var checkpoint = head.State.FinalizedCheckpoint;
        if (checkpoint.Epoch != Constants.GenesisEpoch
            && _entries.TryGetValue(checkpoint.Root, out var finalized)
            && finalized.Slot > _finalized.Slot)
        {
            AddBootstraps(finalized, Math.Max(_finalized.Slot + 1, _tailSlot));
            (_finalized, FinalizedCheckpoint) = (finalized, checkpoint);
            Prune();
        }
    }

    private void CommitBestUpdates(Entry head, Slot lowSlot)
    {
        var entry = head;
        for (var period = Period(head.Slot); period >= Period(lowSlot); period--)
        {
            entry = Ancestor(entry, ((period + 1) * SlotsPerPeriod) - 1);
            if (entry is null || entry.Slot < lowSlot)
            {
                break;
            }

            if (entry.Best is { } best)
            {
                _bestUpdates[period] = best;
            }
            else
            {
                _bestUpdates.Remove(period);
            }

            if (period == 0)
            {
                break;
            }
        }
    }

    private LightClientUpdate? LatestUpdate(Entry head, Slot lowSlot)
    {
        var signed = head.SignatureSlot > lowSlot ? Ancestor(head, head.SignatureSlot) : null;
        return signed is not null
            && signed.Slot > lowSlot
            && _entries.TryGetValue(signed.Block.Message.ParentRoot, out var attested)
            && attested.Slot >= lowSlot
            ? Update(signed.Block, signed.State, attested)
            : null;
    }

    private LightClientUpdate? Update(SignedBeaconBlock block, BeaconState state, Entry attested)
    {
        // A checkpoint without a root is that of genesis, whose block is the anchor or was pruned.
        var finalizedRoot = attested.State.FinalizedCheckpoint.Root;
        var finalized = finalizedRoot.IsZero
            ? (_finalized.Slot == Constants.GenesisSlot ? _finalized.Block : null)
            : _entries.GetValueOrDefault(finalizedRoot)?.Block;
        return FullNode.CreateLightClientUpdate(state, block, attested.State, attested.Block, finalized).Update;
    }

    private void AddBootstraps(Entry finalized, Slot lowSlot)
    {
        var slotsPerEpoch = _spec.Preset.SlotsPerEpoch;
        for (Entry? entry = finalized; entry is not null && entry.Slot >= lowSlot;)
        {
            AddBootstrap(entry);
            var boundary = (entry.Slot + slotsPerEpoch - 1) / slotsPerEpoch * slotsPerEpoch;
            entry = boundary < slotsPerEpoch ? null : Ancestor(entry, boundary - slotsPerEpoch);
        }
    }

    private void AddBootstrap(Entry entry)
    {
        var header = FullNode.BlockToLightClientHeader(entry.Block, _spec);
        _bootstraps[entry.Root] = new LightClientBootstrap
        {
            Header = header,
            CurrentSyncCommittee = entry.State.CurrentSyncCommittee,
            CurrentSyncCommitteeBranch = LightClientProofs.ComputeMerkleProof(
                entry.State.ToNode(entry.State.Ssz), LightClientIndices.CurrentSyncCommitteeGindexAtSlot(_spec, entry.Slot)),
        };
    }

    private void Prune()
    {
        foreach (var root in _entries.Where(pair => pair.Value.Slot < _finalized.Slot).Select(static pair => pair.Key).ToArray())
        {
            _entries.Remove(root);
        }

        var keptEpochs = _spec.Config.MinValidatorWithdrawabilityDelay + (_spec.Config.ChurnLimitQuotient / 2);
        var keptSlots = keptEpochs * _spec.Preset.SlotsPerEpoch;
        var oldest = _finalized.Slot > keptSlots ? _finalized.Slot - keptSlots : 0;
        foreach (var root in _bootstraps.Where(pair => pair.Value.Header.Beacon.Slot < oldest).Select(static pair => pair.Key).ToArray())
        {
            _bootstraps.Remove(root);
        }

        foreach (var period in _bestUpdates.Keys.TakeWhile(period => period < Period(oldest)).ToArray())
        {
            _bestUpdates.Remove(period);
        }
    }

    private Entry? Ancestor(Entry? entry, Slot slot)
    {
        while (entry is not null && entry.Slot > slot)
        {
            entry = _entries.GetValueOrDefault(entry.Block.Message.ParentRoot);
        }

        return entry;
    }

    private ulong SlotsPerPeriod => _spec.Preset.SlotsPerEpoch * _spec.Preset.EpochsPerSyncCommitteePeriod;

    private ulong Period(Slot slot) => LightClientIndices.ComputeSyncCommitteePeriodAtSlot(_spec, slot);

    private bool HasParticipants(SignedBeaconBlock block) =>
        (ulong)block.Message.Body.SyncAggregate.SyncCommitteeBits.CountOnes() >= _spec.Preset.MinSyncCommitteeParticipants;

    /// <summary>
    /// A block with what it adds: the best update of its period up to it, and the slot of the last block up to it with enough participants.
    /// </summary>
    private sealed record Entry(Root Root, SignedBeaconBlock Block, BeaconState State, LightClientUpdate? Best, Slot SignatureSlot)
    {
        public Slot Slot => Block.Message.Slot;
    }
}
