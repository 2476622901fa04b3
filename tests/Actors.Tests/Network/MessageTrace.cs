using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;
using Consensoor.Actors.Simulation.Network;

namespace Consensoor.Actors.Tests.Network;

/// <summary>
/// The messages of the actor systems that have <see cref="TracingMailbox"/>, each with the one whose handling sent it. A world runs on one
/// thread, so that what is being handled is what was taken out of a mailbox last.
/// </summary>
internal sealed class MessageTrace
{
    [ThreadStatic]
    private static MessageTrace? current;

    private int _handling = -1;

    /// <summary>The trace of this thread's world.</summary>
    public static MessageTrace Current => current ??= new MessageTrace();

    public List<Entry> Entries { get; } = [];

    public static void Reset() => current = new MessageTrace();

    /// <summary>
    /// The messages from the last that fits the first test to one that fits the second, each sent in the handling of the one before.
    /// </summary>
    public IReadOnlyList<Entry> Path(Func<Entry, bool> first, Func<Entry, bool> last)
    {
        for (var i = 0; i < Entries.Count; i++)
        {
            var path = new List<Entry>();
            for (var at = last(Entries[i]) ? i : -1; at >= 0; at = Entries[at].Cause)
            {
                path.Insert(0, Entries[at]);
                if (first(Entries[at]))
                {
                    return path;
                }
            }
        }

        return [];
    }

    /// <summary>
    /// The messages from a place on that fit the test, and those sent in the handling of one of them and so on, up to chain and pools.
    /// </summary>
    public IReadOnlyList<Entry> Following(int from, Func<Entry, bool> first)
    {
        var followed = new HashSet<int>();
        var found = new List<Entry>();
        for (var i = from; i < Entries.Count; i++)
        {
            // Timers and deliveries of the simulated network come from outside, whatever was handled last.
            var isFromOutside = Entries[i].Message is NetworkDelivery || Entries[i].Message.GetType().Name == "TimerMsg";
            if (first(Entries[i]) || (!isFromOutside && followed.Contains(Entries[i].Cause)))
            {
                found.Add(Entries[i]);
                if (!Entries[i].Receiver.StartsWith("/user/node/chain", StringComparison.Ordinal)
                    && !Entries[i].Receiver.StartsWith("/user/node/pool-", StringComparison.Ordinal))
                {
                    followed.Add(i);
                }
            }
        }

        return found;
    }

    private int Note(string receiver, object message)
    {
        Entries.Add(new Entry(receiver, message, _handling));
        return Entries.Count - 1;
    }

    internal sealed record Entry(string Receiver, object Message, int Cause)
    {
        public override string ToString() => $"{Message.GetType().Name} to {Receiver}";
    }

    internal sealed class Queue(string owner) : IMessageQueue, IUnboundedMessageQueueSemantics
    {
        private readonly ConcurrentQueue<(Envelope Envelope, int Entry, MessageTrace Trace)> _queue = new();

        public bool HasMessages => !_queue.IsEmpty;

        public int Count => _queue.Count;

        public void Enqueue(IActorRef receiver, Envelope envelope) =>
            _queue.Enqueue((envelope, Current.Note(owner, envelope.Message), Current));

        public bool TryDequeue(out Envelope envelope)
        {
            var isThere = _queue.TryDequeue(out var next);
            envelope = next.Envelope;
            if (isThere)
            {
                Current._handling = next.Trace == Current ? next.Entry : -1;
            }

            return isThere;
        }

        public void CleanUp(IActorRef owner, IMessageQueue deadletters)
        {
            while (_queue.TryDequeue(out var next))
            {
                deadletters.Enqueue(owner, next.Envelope);
            }
        }
    }
}
