using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Reporting.Mailboxes;

namespace Consensoor.Actors.Reporting.Figures;

/// <summary>The actors that set a node's metrics, below /user: each listens to the event stream, and nobody waits for one.</summary>
internal static class NodeFigures
{
    /// <summary>Starts them for a node under its name.</summary>
    public static void Start(NodeObservers observers, NodeSettings settings, string version)
    {
        ProcessLimits.Show();
        var name = settings.Name;
        var (signing, chain) = (Child(observers.System, NodeChildren.Signing), Child(observers.System, NodeChildren.Chain));
        observers.Add(NodeMetrics.Props(name), "metrics");
        observers.Add(SeedMetrics.Props(name, settings.Spec, version), "seed-metrics");
        observers.Add(StateMetrics.Props(name, settings.Spec, settings.Signer.Pubkeys.Count), "state-metrics");
        observers.Add(WorkMetrics.Props(name), "work-metrics");
        observers.Add(ValidatorMetrics.Props(name, settings.Signer.Pubkeys, signing, chain), "validator-metrics");
        observers.Add(DiscoveryMetrics.Props(name), "discovery-metrics");
        observers.Add(WireMetrics.Props(name), "wire-metrics");
        observers.Add(TopicMetrics.Props(name), "topic-metrics");
        observers.Add(ScoreMetrics.Props(name), "score-metrics");
        observers.Add(MailboxMetrics.Props(name), "mailbox-metrics");
        observers.Add(MailboxWatch.Props(), MailboxWatch.Name);
    }

    private static ActorSelection Child(ActorSystem system, string name) => system.ActorSelection($"/user/{Node.Name}/{name}");
}
