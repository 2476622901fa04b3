using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;

namespace Consensoor.Actors.Faults;

/// <summary>
/// What an actor that may do wrong on purpose knows of it: the plan, and how it says what it did. The actor takes
/// <see cref="FaultsChanged"/> for it.
/// </summary>
internal sealed class FaultDoer(IActorContext context)
{
    private FaultPlan _plan = FaultPlan.None;

    /// <summary>True where something is planned.</summary>
    public bool IsOn => !_plan.IsEmpty;

    /// <summary>Begins to hear of the plan.</summary>
    public void Listen()
    {
        context.System.EventStream.Subscribe(context.Self, typeof(FaultsChanged));
        context.System.EventStream.Publish(GetFaults.Instance);
    }

    /// <summary>Takes a plan.</summary>
    public void Take(FaultsChanged changed) => _plan = changed.Plan;

    /// <summary>The fault of a kind that is due in a slot; null where there is none.</summary>
    public PlannedFault? Due(FaultKind kind, Slot slot) => _plan.Decide(slot, kind);

    /// <summary>Says that a fault was done.</summary>
    public void Did(FaultKind kind, Slot slot, string what) =>
        context.System.EventStream.Publish(new FaultHappened(kind, slot, what, context.System.Scheduler.Now));
}
