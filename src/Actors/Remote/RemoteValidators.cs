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
    /// <summary>The name of who stands for the chain.</summary>
    public const string Duties = "remote-duties";

    /// <summary>Starts the actors; each is restarted where it fails.</summary>
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
        IActorRef Begin(Props props, string name, string dispatcher) =>
            system.ActorOf(props.WithDispatcher($"consensoor.dispatchers.{dispatcher}"), name);

        var signing = Begin(
            SigningActor.Props(settings.Spec, signer, protection, doppelgangers: doppelgangers), NodeChildren.Signing, "signing");
        var proposers = Begin(
            ProposersActor.Props(table, store, ActorRefs.Nobody, settings.Schedule.EpochAtOrGenesis), NodeChildren.Proposers, "io");
        var nodes = Begin(BeaconNodesActor.Props(settings, client), "beacon-nodes", "duties");
        var duties = Begin(
            RemoteDutiesActor.Props(
                settings, client, new RemoteDutyRefs(nodes, signing, proposers), signer.Pubkeys, doppelgangers is not null),
            Duties,
            "duties");
        var node = Begin(RemoteNodeActor.Props(settings, client, nodes, proposers), "remote-node", "duties");
        var validators = new ValidatorSettings
        {
            Spec = settings.Spec,
            Schedule = settings.Schedule,
            Pubkeys = signer.Pubkeys,
            Kzg = kzg,
            IsTold = true,
            IsDistributed = settings.IsDistributed,
        };
        var selections = settings.IsDistributed
            ? Begin(RemoteSelectionsActor.Props(settings, client, nodes, signing), "remote-selections", "duties")
            : signing;
        Begin(
            ValidatorsActor.Props(validators, new ValidatorRefs(duties, signing, node, node)
            {
                Proposers = proposers,
                Selections = selections,
            }),
            NodeChildren.Validators,
            "duties");
        system.ActorOf(SlotClock.Props(settings.Schedule), NodeChildren.Clock);
    }
}
