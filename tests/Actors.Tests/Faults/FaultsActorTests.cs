using Akka.Actor;
using Consensoor.Actors.Faults;
using Consensoor.Messages;
using Xunit;

namespace Consensoor.Actors.Tests.Faults;

/// <summary>Who owns the plan tells it, takes another one where it may, and counts what was done.</summary>
public sealed class FaultsActorTests : PatientKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly FaultPlan Plan = new([new PlannedFault(FaultKind.Delay, SlotRanges.All)]);

    [Fact]
    public void ThePlanIsToldAtTheStartWhenItChangesAndWhereSomebodyAsks()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(FaultsChanged));
        var owner = Sys.ActorOf(FaultsActor.Props(new FaultSwitch(null, false, Plan)));
        Assert.Same(Plan, ExpectMsg<FaultsChanged>(Patience).Plan);
        owner.Tell(new SetFaults(FaultPlan.None), ActorRefs.NoSender);
        Assert.True(ExpectMsg<FaultsChanged>(Patience).Plan.IsEmpty);
        Sys.EventStream.Publish(GetFaults.Instance);
        Assert.True(ExpectMsg<FaultsChanged>(Patience).Plan.IsEmpty);
    }

    [Fact]
    public void WhereFaultsAreRefusedNoneAreSet()
    {
        var owner = Sys.ActorOf(FaultsActor.Props(new FaultSwitch("not here", false, FaultPlan.None)));
        owner.Tell(new SetFaults(Plan), TestActor);
        var status = ExpectMsg<FaultsStatus>(Patience);
        Assert.Equal(("not here", true), (status.Refusal, status.Plan.IsEmpty));
    }

    [Fact]
    public void WhatWasDoneIsCountedAndTheLastAreShown()
    {
        var owner = Sys.ActorOf(FaultsActor.Props(new FaultSwitch(null, false, Plan)));
        for (ulong slot = 0; slot < 200; slot++)
        {
            owner.Tell(new FaultHappened(slot % 4 == 0 ? FaultKind.Equivocate : FaultKind.Delay, slot, "did", DateTimeOffset.UnixEpoch));
        }

        owner.Tell(GetFaultsStatus.Instance, TestActor);
        var status = ExpectMsg<FaultsStatus>(Patience);
        Assert.Equal(
            [(FaultKind.Equivocate, 50UL), (FaultKind.Delay, 150UL)], status.Counts.Select(static count => (count.Key, count.Value)));
        Assert.Equal((128, 72UL, 199UL), (status.Last.Count, status.Last[0].Slot, status.Last[^1].Slot));
    }
}
