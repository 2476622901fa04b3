using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Api;

/// <summary>Keeps the chain's last view where HTTP requests find it.</summary>
public sealed class ViewKeeper : ReceiveActor
{
    /// <summary>Keeps it in a place.</summary>
    public ViewKeeper(LatestView latest) => Receive<ChainViewChanged>(changed => latest.Take(changed.View));

    /// <summary>Makes the keeper of a place.</summary>
    public static Props Props(LatestView latest) => Akka.Actor.Props.Create(() => new ViewKeeper(latest));

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(ChainViewChanged));
}
