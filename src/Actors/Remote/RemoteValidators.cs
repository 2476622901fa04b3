using Akka.Actor;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Proposers;
using Consensoor.Actors.Signing;
using Consensoor.Actors.Validators;
using Consensoor.Interop.BeaconApi;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.Proposers;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Messages;
using Consensoor.Spec.Crypto.Kzg;

namespace Consensoor.Actors.Remote;

/// <summary>
/// Starts validators on the nodes of others in an actor system: signing, proposers' settings, duties and clock as in a node, and in place
/// of chain, production and network those that ask over the Beacon API.
/// </summary>
internal static class RemoteValidators
{
    /// <summary>The name of the actors' supervisor.</summary>
    public const string Name = "validators-elsewhere";

    /// <summary>The name of who stands for the chain.</summary>
    public const string Duties = "remote-duties";

    private const string Nodes = "beacon-nodes", Standing = "remote-node", Selections = "remote-selections";

    /// <summary>Starts the actors under a supervisor, which restarts each where it fails, and gives up as that of a node does.</summary>
    public static void Start(
        ActorSystem system,
        RemoteSettings settings,
        BeaconClient client,
        IValidatorSigner signer,
        ISlashingProtection protection,
        ProposerTable table,
        IProposerStore store,
        IKzg kzg,
        DoppelgangerWatch? doppelgangers)
    {
        RemoteDutyRefs RefsOf(NodeActors actors) => new(actors[Nodes], actors[NodeChildren.Signing], actors[NodeChildren.Proposers]);
        var validators = new ValidatorSettings
        {
            Spec = settings.Spec,
            Schedule = settings.Schedule,
            Pubkeys = signer.Pubkeys,
            Kzg = kzg,
            IsTold = true,
            IsDistributed = settings.IsDistributed,
        };
        SupervisedChild[] selections = settings.IsDistributed
            ?
            [
                Child(Selections, "duties", actors => RemoteSelectionsActor.Props(
                    settings, client, actors[Nodes], actors[NodeChildren.Signing])),
            ]
            : [];
        system.ActorOf(
            NodeSupervisor.Props(
            [
                Child(NodeChildren.Signing, "signing", _ => SigningActor.Props(
                    settings.Spec, signer, protection, doppelgangers: doppelgangers)),
                Child(NodeChildren.Proposers, "io", _ => ProposersActor.Props(
                    table, store, ActorRefs.Nobody, settings.Schedule.EpochAtOrGenesis)),
                Child(Nodes, "duties", _ => BeaconNodesActor.Props(settings, client)),
                Child(Duties, "duties", actors => RemoteDutiesActor.Props(
                    settings, client, RefsOf(actors), signer.Pubkeys, doppelgangers is not null)),
                Child(Standing, "duties", actors => RemoteNodeActor.Props(settings, client, RefsOf(actors))),
                .. selections,
                Child(NodeChildren.Validators, "duties", actors => ValidatorsActor.Props(
                    validators,
                    new ValidatorRefs(actors[Duties], actors[NodeChildren.Signing], actors[Standing], actors[Standing])
                    {
                        Proposers = actors[NodeChildren.Proposers],
                        Builders = actors[Standing],
                        Selections = actors[settings.IsDistributed ? Selections : NodeChildren.Signing],
                    })),
                new SupervisedChild(NodeChildren.Clock, (_, _) => SlotClock.Props(settings.Schedule)),
            ]),
            Name);
    }

    private static SupervisedChild Child(string name, string dispatcher, Func<NodeActors, Props> of) =>
        new(name, (_, actors) => of(actors).WithDispatcher($"consensoor.dispatchers.{dispatcher}"));
}
