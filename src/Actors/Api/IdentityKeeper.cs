using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Api;

/// <summary>Keeps what the node says of itself where HTTP requests find it: metadata and record as peers are told them.</summary>
public sealed class IdentityKeeper : ReceiveActor
{
    /// <summary>Keeps it in a place.</summary>
    public IdentityKeeper(LatestIdentity latest)
    {
        Receive<InterestsChanged>(changed => latest.Take(latest.Current with { MetaData = changed.Interests.MetaData }));
        Receive<LocalNodeChanged>(node => latest.Take(latest.Current with
        {
            IsComplete = true,
            Enr = node.Enr,
            P2pAddresses = node.P2pAddresses,
            DiscoveryAddresses = node.DiscoveryAddresses,
        }));
    }

    /// <summary>Makes the keeper of a place.</summary>
    public static Props Props(LatestIdentity latest) => Akka.Actor.Props.Create(() => new IdentityKeeper(latest));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(InterestsChanged));
        Context.System.EventStream.Subscribe(Self, typeof(LocalNodeChanged));
        Context.System.EventStream.Publish(GetInterests.Instance);
    }
}
