using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Hosting;

/// <summary>Tells the process of a node that the node has given up, which then ends.</summary>
internal sealed class NodeEnd : ReceiveActor
{
    public NodeEnd(TaskCompletionSource<NodeGivenUp> end) => Receive<NodeGivenUp>(givenUp => end.TrySetResult(givenUp));

    /// <summary>Makes an actor that sets the result of a task.</summary>
    public static Props Props(TaskCompletionSource<NodeGivenUp> end) => Akka.Actor.Props.Create(() => new NodeEnd(end));

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(NodeGivenUp));
}
