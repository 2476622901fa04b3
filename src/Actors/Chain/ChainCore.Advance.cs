using Consensoor.Messages;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Chain;

/// <summary>
/// States advanced to later slots: the pool makes each once, where it can ahead of the slot, and blocks, duties, proposals and gossip all
/// use that one.
/// </summary>
public sealed partial class ChainCore
{
    private readonly AdvancedStates _advanced;
    private Root _headAtSlotStart;

    // The slot after the last one of which aggregates are due: the one that heads are advanced to ahead of it.
    private Slot _nextSlot;

    /// <summary>A state was advanced, or not; a later one that is needed is advanced further from there.</summary>
    public void On(SlotsAdvanced done)
    {
        var isRefused = done is { State: null, Refusal: not null, Dropped: null };
        if (isRefused)
        {
            _ports.Warn($"a state is not advanced, and not asked for again: {done.Refusal}");
        }

        if (_advanced.Take(done.RequestId, done.State, isRefused) && done.State is not null)
        {
            ResumeStates();
            Show();
            AdvanceHeadIntoEpoch(CurrentSlot);
        }
    }

    /// <summary>
    /// Has the head's state advanced to a slot, unless the head is far behind and moves, as it does while a node catches up.
    /// </summary>
    private void AdvanceHead(Slot slot, WorkPriority priority)
    {
        if (_isReplaying || _head is not { } head || head.Slot >= slot || !_store.Blocks.TryGetValue(head.Root, out var block))
        {
            return;
        }

        var isNear = slot - head.Slot <= _spec.Preset.SlotsPerEpoch;
        if ((isNear || head.Root == _headAtSlotStart)
            && slot - head.Slot <= _settings.AdvanceSlots
            && _advanced.Find(head.Root, slot) is null)
        {
            Advance(block, slot, priority);
        }
    }

    /// <summary>
    /// The same where the slot is of another epoch than the head, and all duties wait for it: within one, readers do without.
    /// </summary>
    private void AdvanceHeadIntoEpoch(Slot slot)
    {
        if (_head is { } head
            && Misc.ComputeEpochAtSlot(_spec.Preset, head.Slot) != Misc.ComputeEpochAtSlot(_spec.Preset, slot)
            && _view?.StateAt(slot) is null)
        {
            AdvanceHead(slot, WorkPriority.Block);
        }
    }

    /// <summary>Has a state advanced, a step of `chain.advance-step` slots at a time: each is kept, and the next begins there.</summary>
    private void Advance(StoreBlock block, Slot slot, WorkPriority priority)
    {
        var nearest = _advanced.Nearest(block.Root, slot);
        var to = Math.Min(slot, (nearest?.Slot ?? block.Slot) + _settings.AdvanceStep);
        if (!_advanced.IsAsked(block.Root, to) && !_advanced.IsRefused(block.Root, to))
        {
            var request = _ids.Next();
            _advanced.Ask(request, block.Root, to);
            WithState(
                block,
                static () => true,
                () => _ports.Transition(new AdvanceSlots(request, nearest ?? block.State, to) { Priority = priority }),
                _ => _advanced.Take(request, null));
        }
    }
}
