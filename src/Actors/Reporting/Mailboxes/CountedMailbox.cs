using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Consensoor.Actors.Reporting.Mailboxes;

/// <summary>
/// The mailbox of every actor (`akka.actor.default-mailbox`): as Akka's unbounded one, and it counts what was taken. Each actor's is
/// bounded by what feeds it.
/// </summary>
public sealed class CountedMailbox(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<CountedQueue>
{
    /// <inheritdoc/>
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new CountedQueue();
}
