using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Api;

/// <summary>Keeps what the node says of itself where HTTP requests find it: the metadata that peers are told.</summary>
public sealed class IdentityKeeper : ReceiveActor
{
    /// <summary>Keeps it in a place.</summary>
    public IdentityKeeper(LatestIdentity latest) =>
        Receive<InterestsChanged>(changed => latest.Take(latest.Current with { MetaData = changed.Interests.MetaData }));

    /// <summary>Makes the keeper of a place.</summary>
    public static Props Props(LatestIdentity latest) => Akka.Actor.Props.Create(() => new IdentityKeeper(latest));

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(InterestsChanged));
}
