using Akka.Actor;

namespace Consensoor.Actors.Simulation;

/// <summary>Names of mailboxes that are the same in every run of a seed.</summary>
internal static class LaneNames
{
    // Akka numbers these from counters of the whole process, so a second run of the same seed sees other numbers.
    private static readonly string[] ProcessWideCounters = ["StreamSupervisor-", "EventStreamUnsubscriber-", "inbox-"];

    /// <summary>The name of an actor's mailbox, without what Akka numbers for the whole process.</summary>
    public static string Of(ActorPath path, SimulatedNode node) => node.Name + "/" + string.Join('/', path.Elements.Select(Stable));

    private static string Stable(string element) =>
        Array.Find(ProcessWideCounters, prefix => element.StartsWith(prefix, StringComparison.Ordinal)) ?? element;
}
