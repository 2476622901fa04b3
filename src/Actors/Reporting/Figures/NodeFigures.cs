using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Reporting.Mailboxes;

namespace Consensoor.Actors.Reporting.Figures;

/// <summary>The actors that set a node's metrics, below /user: each listens to the event stream, and nobody waits for one.</summary>
internal static class NodeFigures
{
    /// <summary>Starts them for a node under its name.</summary>
    public static void Start(ActorSystem system, NodeSettings settings, string version)
    {
        ProcessLimits.Show();
        var name = settings.Name;
        var (signing, chain) = (Child(system, NodeChildren.Signing), Child(system, NodeChildren.Chain));
        system.ActorOf(NodeMetrics.Props(name), "metrics");
        system.ActorOf(SeedMetrics.Props(name, settings.Spec, version), "seed-metrics");
        system.ActorOf(StateMetrics.Props(name, settings.Spec, settings.Signer.Pubkeys.Count), "state-metrics");
        system.ActorOf(WorkMetrics.Props(name), "work-metrics");
        system.ActorOf(ValidatorMetrics.Props(name, settings.Signer.Pubkeys, signing, chain), "validator-metrics");
        system.ActorOf(DiscoveryMetrics.Props(name), "discovery-metrics");
        system.ActorOf(WireMetrics.Props(name), "wire-metrics");
        system.ActorOf(TopicMetrics.Props(name), "topic-metrics");
        system.ActorOf(ScoreMetrics.Props(name), "score-metrics");
        system.ActorOf(MailboxMetrics.Props(name), "mailbox-metrics");
        system.ActorOf(MailboxWatch.Props(), MailboxWatch.Name);
    }

    private static ActorSelection Child(ActorSystem system, string name) => system.ActorSelection($"/user/{Node.Name}/{name}");
}
