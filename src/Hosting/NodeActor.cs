using Akka.Actor;
using Akka.Hosting;

namespace Consensoor.Hosting;

/// <summary>An actor that the node registers under its type; there once the node runs.</summary>
internal sealed class NodeActor<TActor>(ConsensoorNode node) : IRequiredActor<TActor>
{
    /// <inheritdoc/>
    public IActorRef ActorRef => node.Registry.Get<TActor>();

    /// <inheritdoc/>
    public async Task<IActorRef> GetAsync(CancellationToken cancellationToken = default)
    {
        await node.Started.WaitAsync(cancellationToken);
        return await node.Registry.GetAsync<TActor>(cancellationToken);
    }
}
