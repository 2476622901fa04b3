using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Tests.Validators;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Tests.Api;

/// <summary>
/// A server whose publisher notes what callers publish and answers as a test says, on a chain of gloas that stands in slot 60.
/// </summary>
public abstract class PublishKit : PatientKit
{
    protected const Slot Present = 60;

    private readonly TestProbe _publisher;

    protected PublishKit()
    {
        _publisher = CreateTestProbe();
        _publisher.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            if (message is PublishTogether together)
            {
                Published.AddRange(together.Messages);
                sender.Tell(new PublishedTogether([.. together.Messages.Select(Verdict)]) { Overload = Overload }, _publisher);
            }
            else
            {
                Imports.Add((PublishAndImport)message);
                sender.Tell(new PublicationEnded(Imports[^1].Root, End, "a reason"), _publisher);
            }

            return AutoPilot.KeepRunning;
        }));
    }

    /// <summary>The chain's view in that slot.</summary>
    protected static ChainView View { get; } = MakeView();

    /// <summary>Messages that were published.</summary>
    protected List<Publish> Published { get; } = [];

    /// <summary>Blocks and envelopes that were published.</summary>
    protected List<PublishAndImport> Imports { get; } = [];

    /// <summary>What is said of a message.</summary>
    protected Func<Publish, Published> Verdict { get; set; } =
        static publish => new Published(publish.Message, GossipDecision.Accept, null);

    /// <summary>What becomes of blocks and envelopes.</summary>
    protected PublicationEnd End { get; set; } = PublicationEnd.Integrated;

    /// <summary>Why no message is taken; null where they are.</summary>
    protected string? Overload { get; set; }

    private protected Task<ApiServer> Start(ChainView? view = null, ICanTell? builders = null) => ApiServer.Start(
        view ?? View, ApiServer.Ports(publisher: _publisher) with { Builders = builders ?? ActorRefs.Nobody });

    private static ChainView MakeView()
    {
        var chain = new PlannedChain();
        for (Slot slot = 1; slot < Present; slot++)
        {
            chain.Build(slot, 0);
        }

        return chain.ViewIn(Present, isEarly: false);
    }
}
