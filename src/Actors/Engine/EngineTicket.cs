using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Engine;

/// <summary>A request to the execution layer, who is owed its answer, and the time it may take from when it is asked.</summary>
internal sealed class EngineTicket(IEngineRequest request, IActorRef asker, DateTimeOffset since, TimeSpan timeout)
{
    /// <summary>The request that is owed an answer.</summary>
    public IEngineRequest Request => request;

    /// <summary>Who is owed the answer.</summary>
    public IActorRef Asker => asker;

    /// <summary>When the request came.</summary>
    public DateTimeOffset Since => since;

    /// <summary>The time the request may take once it is sent.</summary>
    public TimeSpan Timeout => timeout;

    /// <summary>True once it was asked, and did not only wait.</summary>
    public bool IsAsked => Deadline != default;

    /// <summary>When it was asked; of no meaning before.</summary>
    public DateTimeOffset AskedAt { get; set; }

    /// <summary>When it is given up, once it was asked.</summary>
    public DateTimeOffset Deadline { get; set; }
}
