using Consensoor.Interop.Era;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Hosting.Databases;

/// <summary>
/// Puts era files into a node's chain. Below its oldest block (a node that began with a checkpoint) blocks are linked to it by parent
/// roots, which proves them; what is damaged or missing between it and the last finalized one is written over, where its root is known or
/// the block above names it; behind its last finalized block they are applied with all signatures, and the last checkpoint in them becomes
/// the finalized one, by the word of whoever gives the files. Payload envelopes are in no era file: those of gloas are owed by peers
/// from then on. Throws <see cref="ChainStoreException"/> and <see cref="EraException"/>, which say what does not fit.
/// </summary>
internal sealed class EraImport(NodeDatabase node, ChainSpec spec, Action<string> say)
{
    private readonly IChainStore _store = node.Store;

    /// <summary>
    /// Takes files in whatever order, given by the slot of their state and how they are read, and gives how many blocks and states were
    /// new. One era at a time is in memory.
    /// </summary>
    public (int Blocks, int States) Run(IReadOnlyList<(Slot StateSlot, Func<EraGroup> Read)> files)
    {
        var anchor = _store.AnchorHead ?? throw new ChainStoreException($"{node.Name} has no chain yet: start the node once");
        var validators = NodeStore.OwnState(_store, spec).GenesisValidatorsRoot;
        var (blocks, states) = (0, 0);
        foreach (var (_, read) in files.OrderByDescending(static file => file.StateSlot))
        {
            var group = read();
            Check(group, validators);
            blocks += Within(group, anchor);
            blocks += Below(group);
            states += _store.History?.Oldest <= group.StateSlot || _store.History is null ? Keep(group) : 0;
        }

        foreach (var (_, read) in files.OrderBy(static file => file.StateSlot).Where(file => file.StateSlot > anchor.Slot))
        {
            blocks += Behind(read());
        }

        _store.Flush();
        return (blocks, states);
    }

    // A state has the roots of its era's blocks, so that a file is consistent in itself before anything of it is taken.
    private void Check(EraGroup group, Root validators)
    {
        var state = Decoded(group);
        if (state.GenesisValidatorsRoot != validators)
        {
            throw new EraException(
                $"the era of slot {group.StateSlot} is of the chain with validators {state.GenesisValidatorsRoot}, not {validators}");
        }

        foreach (var (slot, ssz) in group.Blocks)
        {
            var (root, _) = Block(slot, ssz);
            if (slot + (ulong)spec.Preset.SlotsPerHistoricalRoot < state.Slot || Accessors.GetBlockRootAtSlot(state, slot) != root)
            {
                throw new EraException($"block {root} of slot {slot} is not the one that the state of its era knows");
            }
        }
    }

    // From the last block down, since each names the one that it stands on, which may be known by that alone.
    private int Within(EraGroup group, StoredAnchorHead anchor)
    {
        var history = _store.History ?? new StoredHistory(0, default);
        Root? named = null;
        var mended = 0;
        foreach (var (slot, ssz) in group.Blocks.Reverse().Where(block => block.Slot >= history.Oldest && block.Slot <= anchor.Slot))
        {
            var (root, block) = Block(slot, ssz);
            named ??= slot == anchor.Slot ? anchor.BlockRoot : NamedAbove(slot);
            Root? known = null;
            var isMarked = IsWell(() => known = _store.GetFinalizedRoot(slot));
            if (root != known && root != named)
            {
                named = null;
                continue;
            }

            named = block.Message.ParentRoot;
            if (!isMarked || known is null || !IsWell(() => _store.GetBlock(root)))
            {
                _store.PutHistory(history, [new StoredBlockRow(root, named.Value, slot, spec.ForkAtSlot(slot), ssz)], []);
                say($"block {root} of slot {slot} was damaged or missing");
                mended++;
            }
        }

        return mended;
    }

    private Root? NamedAbove(Slot slot)
    {
        var page = _store.FinalizedAfter(slot, 1);
        return page.Damaged.Count == 0 && page.Blocks.Count > 0 ? page.Blocks[0].ParentRoot : null;
    }

    /// <summary>True for what is there and is not damaged.</summary>
    private static bool IsWell(Func<object?> read)
    {
        try
        {
            return read() is not null;
        }
        catch (DamagedRecordException)
        {
            return false;
        }
    }

    private int Below(EraGroup group)
    {
        if (_store.History is not { Oldest: > 0 } history || group.Blocks.Count == 0)
        {
            return 0;
        }

        var rows = new List<StoredBlockRow>();
        var owed = history.Owed.ToList();
        var (end, above) = (history, OldestBid(history));
        foreach (var (slot, ssz) in group.Blocks.Reverse().Where(block => block.Slot < end.Oldest))
        {
            var (root, block) = Block(slot, ssz);
            if (root != end.Parent)
            {
                throw new EraException(
                    $"block {root} of slot {slot} is not {end.Parent}, on which the oldest block here, of slot {end.Oldest}, stands: "
                        + "an era is missing between, or the file is of another chain");
            }

            var bid = block.Message.Body.SignedExecutionPayloadBid?.Message;
            if (bid is not null && above == bid.BlockHash)
            {
                owed.Add(root);
            }

            above = bid?.ParentBlockHash;
            end = new StoredHistory(slot == 1 || block.Message.ParentRoot == GenesisRoot() ? 0 : slot, block.Message.ParentRoot);
            rows.Add(new StoredBlockRow(root, block.Message.ParentRoot, slot, spec.ForkAtSlot(slot), ssz));
        }

        if (rows.Count > 0)
        {
            rows.Reverse();
            _store.PutHistory(end with { Owed = owed }, rows, []);
            say($"{rows.Count} block(s) down to slot {rows[0].Slot}");
        }

        return rows.Count;
    }

    // The state of an era is kept where it is the post-state of a block that is finalized here.
    private int Keep(EraGroup group)
    {
        var state = Decoded(group);
        var root = (state.LatestBlockHeader with { StateRoot = state.HashTreeRoot() }).HashTreeRoot(state.Ssz);
        var isKnown = _store.GetFinalizedRoot(state.Slot) == root || (state.Slot == 0 && root == GenesisRoot());
        if (!isKnown
            || IsWell(() => _store.FindSnapshot(state.Slot) is { } kept && kept.Slot == state.Slot ? _store.ReadSnapshot(kept) : null))
        {
            return 0;
        }

        _store.PutSnapshot(new StoredSnapshot(state.Slot, root, state.ForkName, group.State.Length), group.State);
        return 1;
    }

    private int Behind(EraGroup group)
    {
        var anchor = _store.Anchor!;
        var state = NodeStore.OwnState(_store, spec);
        var (parent, roots) = (anchor.BlockRoot, new List<Root> { anchor.BlockRoot });
        var verifier = new ImmediateVerifier(ManagedBls.Shared);
        var owed = _store.History?.Owed.ToList() ?? [];
        var bid = state.Slot > 0 && anchor.BlockSsz is { } own
            ? NodeStore.DecodeBlock(spec, anchor.BlockFork, own, parent).Message.Body.SignedExecutionPayloadBid?.Message
            : null;

        // The last epoch that the era begins has its checkpoint in the era: the last block up to its first slot.
        var epoch = Misc.ComputeEpochAtSlot(spec.Preset, group.StateSlot - 1);
        var boundary = Misc.ComputeStartSlotAtEpoch(spec.Preset, epoch);
        var taken = 0;
        foreach (var (slot, ssz) in group.Blocks.Where(block => block.Slot > anchor.Slot && block.Slot <= boundary))
        {
            var (root, block) = Block(slot, ssz);
            if (block.Message.ParentRoot != parent)
            {
                throw new EraException(
                    $"block {root} of slot {slot} does not stand on {parent}, the last one here: an era is missing before, or it is "
                        + "another chain");
            }

            var (post, refusal) = StateTransition.Apply(state, block, verifier, new DeferringExecutionEngine());
            state = post ?? throw new EraException($"block {root} of slot {slot} is refused: {refusal}");
            state.Freeze();
            var next = block.Message.Body.SignedExecutionPayloadBid?.Message;
            if (bid is not null && next is not null && next.ParentBlockHash == bid.BlockHash && _store.GetEnvelope(parent) is null)
            {
                owed.Add(parent);
            }

            (parent, bid) = (root, next);
            roots.Add(root);
            _store.PutBlock(new StoredBlockRow(root, block.Message.ParentRoot, slot, spec.ForkAtSlot(slot), ssz));
            taken++;
        }

        if (taken > 0)
        {
            var last = _store.GetBlock(parent)!;
            if (owed.Count > 0)
            {
                _store.PutHistory((_store.History ?? new StoredHistory(0, default)) with { Owed = owed }, [], []);
            }

            _store.PutAnchor(
                new StoredAnchor(epoch, parent, last.Slot, last.Fork, last.Ssz, state.ForkName, state.ToSsz(state.Ssz)),
                roots,
                keepsFormer: true);
            say($"{taken} block(s) up to slot {last.Slot}, which is finalized from now on (epoch {epoch})");
        }

        return taken;
    }

    private Root? GenesisRoot() => DirectoryPlan.Load(node.DataDirectory)?.GenesisBlockRoot is { } text && Root.TryParse(text, out var root)
        ? root
        : null;

    private Hash32? OldestBid(StoredHistory history) =>
        _store.GetFinalizedRoot(history.Oldest) is { } root && _store.GetBlock(root) is { } row
            ? NodeStore.DecodeBlock(spec, row.Fork, row.Ssz, root).Message.Body.SignedExecutionPayloadBid?.Message.ParentBlockHash
            : null;

    private (Root Root, SignedBeaconBlock Block) Block(Slot slot, byte[] ssz)
    {
        var context = spec.Ssz(spec.ForkAtSlot(slot));
        if (!SignedBeaconBlock.TryDecode(ssz, context, out var block, out var error) || block.Message.Slot != slot)
        {
            throw new EraException($"the block of slot {slot} cannot be read: {error}");
        }

        return (block.Message.HashTreeRoot(context), block);
    }

    private BeaconState Decoded(EraGroup group)
    {
        if (!BeaconState.TryDecode(group.State, spec.Ssz(spec.ForkAtSlot(group.StateSlot)), out var state, out var error)
            || state.Slot != group.StateSlot)
        {
            throw new EraException($"the state of slot {group.StateSlot} cannot be read, or is of another slot: {error}");
        }

        state.Freeze();
        return state;
    }
}
