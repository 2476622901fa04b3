using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;

namespace Consensoor.Actors.Faults;

/// <summary>
/// Owns the plan of faults on purpose, and counts those that were done. Who does faults hears the plan on the event stream, and does what
/// is due by itself. A restart goes back to the plan of the settings.
/// </summary>
internal sealed class FaultsActor : ReceiveActor
{
    // The last that are shown; the oldest goes first.
    private const int Remembered = 128;

    private readonly FaultSwitch _switch;
    private readonly SortedDictionary<FaultKind, ulong> _counts = [];
    private readonly Queue<FaultHappened> _last = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private FaultPlan _plan;

    /// <summary>Begins with the plan of a switch.</summary>
    public FaultsActor(FaultSwitch with)
    {
        (_switch, _plan) = (with, with.Plan);
        Receive<GetFaults>(_ => Tell());
        Receive<GetFaultsStatus>(_ => Sender.Tell(Status()));
        Receive<SetFaults>(OnSet);
        Receive<FaultHappened>(OnHappened);
    }

    /// <summary>Describes the owner of the faults that a switch lets a node do.</summary>
    public static Props Props(FaultSwitch with) => Akka.Actor.Props.Create(() => new FaultsActor(with));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(GetFaults));
        Context.System.EventStream.Subscribe(Self, typeof(FaultHappened));
        if (!_plan.IsEmpty)
        {
            Say();
        }

        Tell();
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void Tell() => Context.System.EventStream.Publish(new FaultsChanged(_plan));

    private void Say() => _log.Warning(
        "this node does wrong on purpose: {0}",
        string.Join("; ", _plan.Faults.Select(static fault =>
            $"{FaultText.NameOf(fault.Kind)} in slots {fault.Slots}, probability {fault.Probability}, seed {fault.Seed}, by {fault.By}")));

    private FaultsStatus Status() => new(_plan, _switch.Refusal, [.. _counts], [.. _last]);

    private void OnSet(SetFaults set)
    {
        if (_switch.Refusal is null && _plan != set.Plan)
        {
            _plan = set.Plan;
            if (_plan.IsEmpty)
            {
                _log.Warning("this node does nothing wrong on purpose any more");
            }
            else
            {
                Say();
            }

            Tell();
        }

        Sender.Tell(Status());
    }

    private void OnHappened(FaultHappened happened)
    {
        _log.Warning("fault on purpose in slot {0}: {1}, {2}", happened.Slot, FaultText.NameOf(happened.Kind), happened.What);
        _counts[happened.Kind] = _counts.GetValueOrDefault(happened.Kind) + 1;
        _last.Enqueue(happened);
        if (_last.Count > Remembered)
        {
            _last.Dequeue();
        }
    }
}
