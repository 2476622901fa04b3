using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Consensoor.Actors.Reporting.Mailboxes;

/// <summary>The queue of a <see cref="CountedMailbox"/>: one is added for each message that is taken, by its one taker.</summary>
public sealed class CountedQueue : IMessageQueue, IUnboundedMessageQueueSemantics
{
    private readonly ConcurrentQueue<Envelope> _waiting = new();
    private long _taken;

    /// <summary>Messages taken since the queue was made.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <inheritdoc/>
    public bool HasMessages => !_waiting.IsEmpty;

    /// <inheritdoc/>
    public int Count => _waiting.Count;

    /// <inheritdoc/>
    public void Enqueue(IActorRef receiver, Envelope envelope) => _waiting.Enqueue(envelope);

    /// <inheritdoc/>
    public bool TryDequeue(out Envelope envelope)
    {
        if (_waiting.TryDequeue(out envelope))
        {
            Volatile.Write(ref _taken, _taken + 1);
            return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (_waiting.TryDequeue(out var envelope))
        {
            deadletters.Enqueue(owner, envelope);
        }
    }
}
