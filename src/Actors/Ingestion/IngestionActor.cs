using Akka.Actor;
using Akka.Configuration;
using Consensoor.Messages;
using Consensoor.Actors.Hosting;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Ingestion;

/// <summary>
/// The road from the network to chain and pools: a lane for each family of messages, so that a storm in one delays no other. A lane that fails is made anew: the messages in it
/// are lost, and the gossip actor settles their verdicts after a while.
/// </summary>
public sealed class IngestionActor : ReceiveActor
{
    /// <summary>Ingestion with the lanes of `consensoor.ingestion`.</summary>
    public IngestionActor(Config consensoor, IngestionRefs refs)
    {
        var seen = consensoor.Positive("ingestion.seen");
        IActorRef Lane(string name, Func<Checker> checker) =>
            Context.ActorOf(LaneActor.Props(LaneSettings.From(consensoor, name), refs, checker), name);
        var blocks = Lane("blocks", () => new BlockChecker(new Seen(seen), refs));
        var payloads = Lane("payloads", () => new PayloadChecker(new Seen(seen), refs));
        var columns = Lane("columns", () => new ColumnChecker(new Seen(seen), refs));
        var attestations = Lane("attestations", () => new VoteChecker(new Seen(seen), refs));
        var aggregates = Lane("aggregates", () => new VoteChecker(new Seen(seen), refs));
        var sync = Lane("sync", () => new SyncChecker(new Seen(seen), refs));
        var operations = Lane("operations", () => new OperationChecker(new Seen(seen), refs));
        Receive<GossipMessage>(message => (message.Value switch
        {
            SignedBeaconBlock => blocks,
            Attestation or SingleAttestation => attestations,
            SignedAggregateAndProof => aggregates,
            SyncCommitteeMessage or SignedContributionAndProof => sync,
            DataColumnSidecar => columns,
            SignedExecutionPayloadEnvelope or PayloadAttestationMessage or SignedExecutionPayloadBid or SignedProposerPreferences => payloads,
            _ => operations,
        }).Forward(message));
    }

    /// <summary>Props.</summary>
    public static Props Props(Config consensoor, IngestionRefs refs) => Akka.Actor.Props.Create(() => new IngestionActor(consensoor, refs));

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Restart);
}
