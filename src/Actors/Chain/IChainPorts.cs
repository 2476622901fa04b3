using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Chain;

/// <summary>What <see cref="ChainCore"/> does to the world: its actor in a node, a list in a test.</summary>
public interface IChainPorts
{
    /// <summary>The time, by the system's scheduler.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Gives the work pool a task; the answer comes back to the core.</summary>
    void Transition(IWork work);

    /// <summary>Gives the work pool columns to verify; the answer comes back to the core.</summary>
    void Verify(VerifyDataColumns work);

    /// <summary>Gives the work pool blobs to verify; the answer comes back to the core.</summary>
    void Verify(VerifyBlobs work);

    /// <summary>Asks the execution layer; the answer comes back to the core.</summary>
    void AskEngine(IEngineRequest request);

    /// <summary>Tells storage what to keep.</summary>
    void Keep(IStorageCommand command);

    /// <summary>Asks storage for a block; the answer comes back to the core.</summary>
    void Load(LoadBlock question);

    /// <summary>Publishes what happened on the event stream.</summary>
    void Publish(IChainEvent happened);

    /// <summary>Publishes what is missing on the event stream, for sync to fetch.</summary>
    void Publish(IMissing missing);

    /// <summary>Publishes columns that hold, so that they are kept.</summary>
    void Tell(ColumnsHeld held);

    /// <summary>Publishes blobs that hold, so that they are kept.</summary>
    void Tell(BlobsHeld held);

    /// <summary>Publishes a new snapshot for everybody to read.</summary>
    void Show(ChainViewChanged view);

    /// <summary>Publishes how full a queue is.</summary>
    void Report(QueueStatus status);

    /// <summary>Answers who asked.</summary>
    void Answer(IActorRef to, object message);

    /// <summary>Writes a WARN line for the operator.</summary>
    void Warn(string text);
}
