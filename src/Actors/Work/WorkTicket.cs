using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Work;

/// <summary>
/// Work and who is owed its answer. Pool and worker both may give it (the worker when it is done, the pool when it gives up); whoever
/// claims the ticket first does, so that there is one answer whatever happens. The claim is all that is shared.
/// </summary>
internal sealed class WorkTicket(IWork work, IActorRef asker, DateTimeOffset since, DateTimeOffset deadline)
{
    private int _claimed;

    /// <summary>What is to be done.</summary>
    public IWork Work => work;

    /// <summary>When it came.</summary>
    public DateTimeOffset Since => since;

    /// <summary>Until when the answer is wanted; then it is answered as expired.</summary>
    public DateTimeOffset Deadline => deadline;

    /// <summary>What it weighs in its backlog: signatures, columns, blobs, or one for a task.</summary>
    public int Weight { get; } = work switch
    {
        VerifySignatures signatures => signatures.Items.Sum(static claims => claims.Count),
        VerifyDataColumns columns => columns.Columns.Count,
        VerifyBlobs blobs => blobs.Blobs.Count,
        TransitionBlock or VerifyEnvelope or AdvanceSlots or DraftBlock or RegenerateState or RecoverColumns or MakeSidecars
            or DecodeState => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(work), work.GetType().Name, "no work of the pool"),
    };

    /// <summary>True for a task that is less urgent than a new block.</summary>
    public bool IsUnhurried => work is not (VerifySignatures or VerifyDataColumns or VerifyBlobs) && work.Priority != WorkPriority.Block;

    /// <summary>True once somebody answered.</summary>
    public bool IsAnswered => Volatile.Read(ref _claimed) != 0;

    /// <summary>Answers who asked, unless somebody has.</summary>
    public void Answer(object answer)
    {
        if (Interlocked.Exchange(ref _claimed, 1) == 0)
        {
            asker.Tell(answer);
        }
    }

    /// <summary>Tells who asked that it was not done, unless somebody has answered.</summary>
    public void Drop(WorkDrop reason) => Answer(WorkAnswers.Dropped(work, reason));
}
