using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Consensoor.Actors.Tests.Network;

/// <summary>A mailbox that notes what comes in, for <see cref="MessageTrace"/>.</summary>
public sealed class TracingMailbox(
    Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<UnboundedMessageQueue>
{
    /// <summary>The HOCON that gives it to every actor.</summary>
    public const string Overlay =
        "akka.actor.default-mailbox.mailbox-type = \"Consensoor.Actors.Tests.Network.TracingMailbox, Consensoor.Actors.Tests\"";

    /// <inheritdoc/>
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) =>
        new MessageTrace.Queue(owner?.Path.ToStringWithoutAddress() ?? "");
}
