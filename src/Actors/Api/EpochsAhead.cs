using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Api;

/// <summary>
/// The head's state in an epoch, at the edge: the view's where it has one, else made by the pool, once a head and epoch however many ask.
/// Nothing is made that is more than an epoch away, so that no caller has the pool run through what sync has not brought yet.
/// </summary>
public sealed class EpochsAhead(Func<ICanTell> work)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private readonly Dictionary<Epoch, Task<SlotsAdvanced?>> _made = [];
    private Root _head;

    /// <summary>
    /// Gives the state, made of the latest one of the head's that is known; null for epochs that the head is past, for those more than one
    /// after that of the latest, and where the pool did not make it in time.
    /// </summary>
    public async Task<BeaconState?> StateIn(ChainView view, BeaconState latest, Epoch epoch, DateTimeOffset now)
    {
        var start = Misc.ComputeStartSlotAtEpoch(view.Spec.Preset, epoch);
        if (Accessors.GetCurrentEpoch(view.HeadState) >= epoch)
        {
            return view.StateInEpochOf(start);
        }

        if (view.StateAt(start) is { } known)
        {
            return known;
        }

        if (epoch > Accessors.GetCurrentEpoch(latest) + 1)
        {
            return null;
        }

        var making = Made(view.Head.Root, latest, start, epoch, now);
        var answer = await making;
        if (answer is null or { State: null, Refusal: null } or { Dropped: not null })
        {
            // Who asks next has it made again; not what an upgrade of a fork refuses, which can never be made.
            Forget(epoch, making);
        }

        return answer?.State;
    }

    private Task<SlotsAdvanced?> Made(Root head, BeaconState latest, Slot start, Epoch epoch, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_head != head)
            {
                _head = head;
                _made.Clear();
            }

            if (!_made.TryGetValue(epoch, out var made))
            {
                foreach (var over in _made.Keys.Where(other => other + 1 < epoch).ToList())
                {
                    _made.Remove(over);
                }

                _made[epoch] = made = Make(latest, start, now + Deadline);
            }

            return made;
        }
    }

    private void Forget(Epoch epoch, Task<SlotsAdvanced?> making)
    {
        lock (_lock)
        {
            if (_made.TryGetValue(epoch, out var made) && made == making)
            {
                _made.Remove(epoch);
            }
        }
    }

    private async Task<SlotsAdvanced?> Make(BeaconState from, Slot start, DateTimeOffset until)
    {
        await Task.Yield();
        try
        {
            var question = new AdvanceSlots(0, from, start) { Priority = WorkPriority.Aggregate, Deadline = until };
            return await work().Ask<SlotsAdvanced>(question, Deadline);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
