using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.ForkChoice;
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

    /// <summary>A state was advanced, or not.</summary>
    public void On(SlotsAdvanced done)
    {
        done.State?.Freeze();
        if (_advanced.Take(done.RequestId, done.State) is not { } asked)
        {
            return;
        }

        if (done.State is not null)
        {
            Show();
        }

        foreach (var waiter in asked.Waiters)
        {
            if (done.State is not null)
            {
                Answer(new GetProposalBase(asked.Slot), waiter);
            }
            else
            {
                _ports.Answer(
                    waiter, new NoProposalBase(asked.Slot, done.Refusal?.ToString() ?? $"the state was not advanced: {done.Dropped}"));
            }
        }
    }

    /// <summary>
    /// Has the head's state advanced to a slot, unless the head is far behind and moves, as it does while a node catches up.
    /// </summary>
    private void AdvanceHead(Slot slot)
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
            Advance(block, slot, SignaturePriority.Payload, null);
        }
    }

    /// <summary>The same where the slot is of another epoch than the head: within one, readers do without.</summary>
    private void AdvanceHeadIntoEpoch(Slot slot)
    {
        if (_head is { } head
            && Misc.ComputeEpochAtSlot(_spec.Preset, head.Slot) != Misc.ComputeEpochAtSlot(_spec.Preset, slot)
            && _view?.StateAt(slot) is null)
        {
            AdvanceHead(slot);
        }
    }

    private void Advance(StoreBlock block, Slot slot, SignaturePriority priority, IActorRef? waiter)
    {
        if (!_advanced.Join(block.Root, slot, waiter))
        {
            var request = ++_nextRequest;
            _advanced.Ask(request, block.Root, slot, CurrentSlot, waiter);
            var from = _advanced.Nearest(block.Root, slot) is { } nearest ? new StateReplay(nearest, []) : StateReplay.Of(block);
            _ports.Transition(new AdvanceSlots(request, from, slot) { Priority = priority });
        }
    }

    /// <summary>Who waits for a state that nobody made in its slot hears so.</summary>
    private void GiveUpAdvancing(Slot now)
    {
        foreach (var asked in _advanced.TakeBefore(now))
        {
            foreach (var waiter in asked.Waiters)
            {
                _ports.Answer(waiter, new NoProposalBase(asked.Slot, "the state was not advanced in time"));
            }
        }
    }
}
