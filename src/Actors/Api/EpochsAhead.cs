using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Api;

/// <summary>
/// The head's state in an epoch, at the edge: the view's where it has one, else made by the pool, once a head and epoch however many ask.
/// </summary>
public sealed class EpochsAhead(Func<ICanTell> work)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private (Root Head, Epoch Epoch, Task<BeaconState?> Made)? _last;

    /// <summary>Gives the state; null for epochs that the head is past, and where the pool did not make it in time.</summary>
    public async Task<BeaconState?> StateIn(ChainView view, Epoch epoch)
    {
        var start = Misc.ComputeStartSlotAtEpoch(view.Spec.Preset, epoch);
        return Accessors.GetCurrentEpoch(view.HeadState) >= epoch ? view.StateInEpochOf(start)
            : view.StateAt(start) is { } known ? known
            : await Made(view, start, epoch);
    }

    private Task<BeaconState?> Made(ChainView view, Slot start, Epoch epoch)
    {
        lock (_lock)
        {
            if (_last is not { } last || last.Head != view.Head.Root || last.Epoch != epoch)
            {
                _last = last = (view.Head.Root, epoch, Make(view.HeadState, start));
            }

            return last.Made;
        }
    }

    private async Task<BeaconState?> Make(BeaconState from, Slot start)
    {
        await Task.Yield();
        BeaconState? state = null;
        try
        {
            var question = new AdvanceSlots(0, from, start) { Priority = WorkPriority.Aggregate };
            state = (await work().Ask<SlotsAdvanced>(question, Deadline)).State;
        }
        catch (AskTimeoutException)
        {
            // Who asks next has it made again.
        }

        if (state is null)
        {
            lock (_lock)
            {
                _last = null;
            }
        }

        return state;
    }
}
