using Akka.Actor;
using Consensoor.Actors.Faults;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Simulation.Scenarios;
using Consensoor.Messages;

namespace Consensoor.Actors.Scenarios;

/// <content>Faults that a node does on purpose, by the switch that nodes of a devnet have (`docs/faults.md`).</content>
public static partial class DevnetFaults
{
    /// <summary>Sets the faults that a node does from a slot on, as `consensoor.faults.plan` has them; none to have it honest.</summary>
    public static Scenario<DevnetNode> DoWrong(this Scenario<DevnetNode> scenario, string node, long slot, params string[] faults)
    {
        var plan = new FaultPlan([.. faults.Select(static text =>
            FaultText.Parse(text, out var problem) ?? throw new ArgumentException(problem, nameof(faults)))]);
        return scenario.At(
            slot,
            faults.Length == 0 ? $"{node} is honest" : $"{node} does wrong: {string.Join("; ", faults)}",
            run => run.World.Invoke(() =>
            {
                var owner = run.Nodes[node].System.ActorSelection($"/user/{Node.Name}/{NodeChildren.Faults}");
                owner.Tell(new SetFaults(plan), ActorRefs.NoSender);
                return plan;
            }));
    }
}
