using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Chain;

/// <summary>What <see cref="ChainCore"/> does to the world: its actor in a node, a list in a test.</summary>
public interface IChainPorts
{
    /// <summary>The time.</summary>
    DateTimeOffset Now { get; }

    /// <summary>A task for the work pool; the answer comes back to the core.</summary>
    void Transition(IWork work);

    /// <summary>Columns for the work pool; the answer comes back to the core.</summary>
    void Verify(VerifyDataColumns work);

    /// <summary>A question to the execution layer; the answer comes back to the core.</summary>
    void AskEngine(IEngineRequest request);

    /// <summary>Something for the store.</summary>
    void Keep(IStorageCommand command);

    /// <summary>Something all may know.</summary>
    void Publish(IChainEvent happened);

    /// <summary>Something that waits for what is missing.</summary>
    void Publish(IMissing missing);

    /// <summary>The snapshot that everybody reads.</summary>
    void Show(ChainViewChanged view);

    /// <summary>How a queue stands.</summary>
    void Report(QueueStatus status);

    /// <summary>An answer.</summary>
    void Answer(IActorRef to, object message);

    /// <summary>Something for the operator.</summary>
    void Warn(string text);
}
