using Consensoor.Messages;
using Consensoor.Spec.ForkChoice;

namespace Consensoor.Actors.Chain;

/// <summary>
/// What stays in memory of blocks while nothing is finalized: post-states by <see cref="StateRetention"/>, bodies and payloads of the last
/// slots, of all others a summary. What needs more waits until it is back (<see cref="WithState"/>).
/// </summary>
public sealed partial class ChainCore
{
    private readonly StateRetention _retention;
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
    }

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
        var kept = _store.Blocks.Values.Where(static block => block.KeptState is not null).ToList();
        var stay = _retention.Choose(kept.Select(static block => (block.Root, block.Slot)), head);
        return _store.LetStatesGo(block => stay.Contains(block.Root) || needed.Contains(block.Root)) == 0
            ? []
            : [.. kept.Where(static block => block.KeptState is null).Select(static block => block.Root)];
    }

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
