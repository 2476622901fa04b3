using Akka.Streams;
using Akka.Streams.Stage;
using Consensoor.Messages;

namespace Consensoor.Actors.Network.Gossip;

/// <summary>
/// The sink of a lane's stream: decodes the messages of a batch and checks their conditions, has their signatures (and KZG proofs) verified
/// by the pool of work, tells chain and pools what holds, and the network actor the verdicts. It asks for no further batch while as many as
/// may be are under way, and a batch is under way until chain and pools have taken what came of it.
/// </summary>
internal sealed class LaneChecks(LaneParts parts) : GraphStage<SinkShape<IReadOnlyList<LaneMessage>>>
{
    private readonly Inlet<IReadOnlyList<LaneMessage>> _in = new("lane.checks");

    /// <inheritdoc/>
    public override SinkShape<IReadOnlyList<LaneMessage>> Shape => new(_in);

    /// <inheritdoc/>
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new LaneLogic(_in, Shape, parts);
}
