using Akka.Actor;

namespace Consensoor.Actors.Network.Gossip;

/// <summary>What a batch of a lane tells others once it is done: messages, and lists that the messages of a batch fill together.</summary>
internal sealed class LaneOutbox
{
    private readonly List<(IActorRef To, Func<object> Message)> _messages = [];
    private readonly Dictionary<(IActorRef To, Type Item, object? Key), object> _batches = [];
    private readonly List<object> _events = [];

    /// <summary>Notes a message to be told once the batch is done.</summary>
    public void Tell(IActorRef to, object message) => _messages.Add((to, () => message));

    /// <summary>Adds to the list for a receiver and key; the message is made of the whole list.</summary>
    public void Batch<T>(IActorRef to, object? key, T item, Func<IReadOnlyList<T>, object> message)
    {
        if (_batches.TryGetValue((to, typeof(T), key), out var batch))
        {
            ((List<T>)batch).Add(item);
            return;
        }

        var items = new List<T> { item };
        _batches.Add((to, typeof(T), key), items);
        _messages.Add((to, () => message(items)));
    }

    /// <summary>Notes something to be published on the event stream once the batch is done.</summary>
    public void Publish(object happened) => _events.Add(happened);

    /// <summary>Takes out what is to be told, in the order it came, and what is to be published.</summary>
    public (IReadOnlyList<(IActorRef To, object Message)> Messages, IReadOnlyList<object> Events) Take()
    {
        (IActorRef, object)[] messages = [.. _messages.Select(static entry => (entry.To, entry.Message()))];
        object[] events = [.. _events];
        _messages.Clear();
        _batches.Clear();
        _events.Clear();
        return (messages, events);
    }
}
