using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Network.Topics;
using Consensoor.Messages;

namespace Consensoor.Actors.Reporting;

/// <summary>Remembers what the page shows (<see cref="BoardMemory"/>), and says it to whoever asks. A restart begins anew.</summary>
public sealed class BoardActor : ReceiveActor
{
    /// <summary>Names the actor below /user.</summary>
    public const string Name = "board";

    private static readonly Type[] Heard =
    [
        typeof(MailboxReport), typeof(IChainEvent), typeof(ColumnsHeld), typeof(BlobsHeld), typeof(GossipAccepted), typeof(DutyPerformed),
        typeof(FaultHappened), typeof(QueueStatus), typeof(WireStatus), typeof(PeerScores), typeof(PeerLeft), typeof(Error),
        typeof(GossipRefused),
    ];

    /// <summary>Begins with nothing.</summary>
    public BoardActor(SlotSchedule schedule)
    {
        var memory = new BoardMemory(schedule);
        var scheduler = Context.System.Scheduler;
        Receive<MailboxReport>(memory.Take);
        Receive<BlockImported>(memory.Take);
        Receive<HeadChanged>(memory.Take);
        Receive<PayloadImported>(memory.Take);
        Receive<FastConfirmationRun>(memory.Take);
        Receive<BlockRefused>(refused => memory.Take(refused, scheduler.Now));
        Receive<PayloadRefused>(refused => memory.Take(refused, scheduler.Now));
        Receive<GossipRefused>(refused => memory.Take(refused, scheduler.Now));
        Receive<IChainEvent>(static _ => { });
        Receive<ColumnsHeld>(held => memory.Held(held.BlockRoot, held.Columns.Count, scheduler.Now));
        Receive<BlobsHeld>(held => memory.Held(held.BlockRoot, held.Blobs.Count, scheduler.Now));
        Receive<GossipAccepted>(accepted => memory.Take(accepted, scheduler.Now));
        Receive<DutyPerformed>(memory.Take);
        Receive<FaultHappened>(memory.Take);
        Receive<QueueStatus>(memory.Take);
        Receive<WireStatus>(memory.Take);
        Receive<PeerScores>(memory.Take);
        Receive<PeerLeft>(left => memory.Take(left, scheduler.Now));
        Receive<Error>(error =>
        {
            // A supervisor tells of each failure it decided about, under the path of the actor that failed.
            if (typeof(SupervisorStrategy).IsAssignableFrom(error.LogClass) && ActorPath.TryParse(error.LogSource, out var path))
            {
                memory.Failed(string.Join('/', path.Elements.Skip(1)), error.Cause?.GetBaseException().Message ?? "", scheduler.Now);
            }
        });
        Receive<GetBoard>(ask => Sender.Tell(memory.ToBoard(ask.Slots)));
    }

    /// <summary>Describes the actor.</summary>
    public static Props Props(SlotSchedule schedule) => Akka.Actor.Props.Create(() => new BoardActor(schedule));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var heard in Heard)
        {
            Context.System.EventStream.Subscribe(Self, heard);
        }
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);
}
