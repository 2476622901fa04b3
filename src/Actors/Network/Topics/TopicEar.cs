using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Network.Topics;

/// <summary>What a topic does with an event of the given type.</summary>
internal sealed record TopicEar(Type Event, Action<Seen, object> Hear)
{
    /// <summary>Makes an ear that hears the messages of one type.</summary>
    public static TopicEar For<T>(Action<Seen, T> hear)
        where T : class => new(typeof(T), (seen, heard) => hear(seen, (T)heard));
}
