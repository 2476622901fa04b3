using Consensoor.Messages;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Chain;

/// <summary>
/// What stays in memory of blocks while nothing is finalized: post-states by <see cref="StateRetention"/> and within
/// <see cref="StateBudget"/>, bodies and payloads of the last slots, of all others a summary. What needs more waits until it is back
/// (<see cref="WithState"/>).
/// </summary>
public sealed partial class ChainCore
{
    // Of checkpoints while memory is short: those of two epochs on two branches.
    private const int LeastCheckpointStates = 4;

    // A day of blocks and their payloads, which stay in memory while the disk is away; beyond it finality does not wait for them.
    private const int MostUnwritten = 8192;

    private readonly StateBudget _budget;
    private ulong _statesLetGo;
    private readonly Dictionary<Root, Slot> _unwrittenBlocks = [];
    private readonly Dictionary<Root, Slot> _unwrittenEnvelopes = [];

    /// <summary>Blocks and envelopes are on disk, so that they may leave memory.</summary>
    public void On(Written written)
    {
        foreach (var root in written.Blocks)
        {
            _unwrittenBlocks.Remove(root);
        }

        foreach (var root in written.Envelopes)
        {
            _unwrittenEnvelopes.Remove(root);
        }

        KeepOwedAnchor();
    }

    /// <summary>True where a block or payload up to a slot is not on disk.</summary>
    private bool IsAnyUnwritten(Slot slot) =>
        _unwrittenBlocks.Keys.Concat(_unwrittenEnvelopes.Keys).Any(root => _store.Blocks[root].Slot <= slot);

    private void Keep(KeepBlock command)
    {
        _unwrittenBlocks[command.Root] = CurrentSlot;
        _ports.Keep(command);
    }

    private void Keep(KeepEnvelope command)
    {
        _unwrittenEnvelopes[command.BlockRoot] = CurrentSlot;
        _ports.Keep(command);
    }

    /// <summary>Sends again what storage has not said to be on disk, a few at a time.</summary>
    private void KeepAgain(Slot now)
    {
        foreach (var root in Late(_unwrittenBlocks, now))
        {
            Keep(new KeepBlock(root, _blocks[root]));
        }

        foreach (var root in Late(_unwrittenEnvelopes, now))
        {
            Keep(new KeepEnvelope(root, _envelopes[root]));
        }

        KeepOwedAnchor();
    }

    private Root[] Late(Dictionary<Root, Slot> unwritten, Slot now) =>
    [
        .. unwritten
            .Where(entry => entry.Value + (Slot)_settings.EarlySlots < now)
            .Select(static entry => entry.Key)
            .Take(_settings.ReplayPage)
    ];

    /// <summary>Lets go what need not stay, here and in the view.</summary>
    private void LetGo()
    {
        var head = _head?.Slot ?? _store.Blocks.Values.Max(static block => block.Slot);
        var needed = Needed();
        var changed = LetStatesGo(head, needed);
        changed.UnionWith(LetBodiesGo(head, needed));
        foreach (var root in changed)
        {
            Note(_store.Blocks[root]);
        }

        if (changed.Count > 0)
        {
            Show();
        }
    }

    /// <summary>The blocks that something under way stands on, or that have come back lately.</summary>
    private HashSet<Root> Needed()
    {
        HashSet<Root> needed = [.. _restored.Select(static restored => restored.Root), .. _envelopeImports.Keys];
        needed.UnionWith(_restores.SelectMany(static restore => (Root[])[restore.From, restore.Block.Root]));
        needed.UnionWith(_imports.Values.Select(static import => import.Block.Message.ParentRoot));
        if (_head is { } head)
        {
            needed.Add(head.Root);
        }

        return needed;
    }

    private HashSet<Root> LetStatesGo(Slot head, HashSet<Root> needed)
    {
        var kept = _store.KeptStates();
        Rest(kept, head);
        var stay = _budget.Choose(
            kept, IsHeads, block => _store.IsNamed(block) || needed.Contains(block.Root), head, BytesBesideBlocks());
        _store.LetCheckpointStatesGo(_budget.Step == 0 ? Store.MaxCheckpointStates : LeastCheckpointStates);
        var gone = _store.LetStatesGo(block => stay.Contains(block.Root) || needed.Contains(block.Root));
        _statesLetGo += (ulong)gone;
        return gone == 0
            ? []
            : [.. kept.Where(static entry => entry.Block.KeptState is null).Select(static entry => entry.Block.Root)];
    }

    /// <summary>
    /// Has states behind the last slots let go what was computed of their epochs, of which gossip and duties ask no more; only what those
    /// take is counted anew. Once an epoch all is, since what was computed meanwhile was not.
    /// </summary>
    private void Rest(IReadOnlyList<(StoreBlock Block, int Below)> kept, Slot head)
    {
        var rested = kept
            .Where(entry => entry.Block.Slot + (Slot)_settings.RecentStates < head && entry.Block.KeptState!.Caches.Rest())
            .Select(static entry => entry.Block.Root)
            .ToHashSet();
        var isAll = CurrentSlot % _spec.Preset.SlotsPerEpoch == 0;
        _budget.CountAnew(root => isAll || rested.Contains(root));
    }

    /// <summary>Counts a state that has come, and lets others go where there are too many now.</summary>
    private void Count(BeaconState state, BeaconState? below)
    {
        _budget.Add(state, below);
        if (_budget.IsExceeded)
        {
            LetGo();
        }
    }

    private bool IsHeads(StoreBlock block) => _head is null || _canonical.AtOrBefore(block.Slot) == block.Root;

    /// <summary>What states of checkpoints and those that were advanced take beyond the states of their blocks.</summary>
    private long BytesBesideBlocks() => StateBudget.Beside(
        _store.CheckpointStates.Select(static made => (made.Key.Root, State: made.Value))
            .Concat(_advanced.All)
            .Select(made => (made.State, _store.Blocks.GetValueOrDefault(made.Root)?.KeptState ?? _store.Oldest.KeptState)));

    private HashSet<Root> LetBodiesGo(Slot head, HashSet<Root> needed)
    {
        var gone = new HashSet<Root>();
        foreach (var (root, signed) in _blocks)
        {
            if (signed.Message.Slot + (Slot)_settings.RecentStates <= head
                && !needed.Contains(root)
                && !_unwrittenBlocks.ContainsKey(root)
                && !_unwrittenEnvelopes.ContainsKey(root)
                && _store.LetBodyGo(_store.Blocks[root]))
            {
                _blocks.Remove(root);
                _envelopes.Remove(root);
                _payloadSeen.Remove(root);
                gone.Add(root);
            }
        }

        return gone;
    }
}
