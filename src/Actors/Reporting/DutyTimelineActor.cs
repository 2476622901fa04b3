using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Reporting;

/// <summary>
/// Remembers what became of the duties of the last <see cref="MostSlots"/> slots, and says it to whoever asks. A restart begins anew.
/// </summary>
public sealed class DutyTimelineActor : ReceiveActor
{
    /// <summary>Names the actor below /user.</summary>
    public const string Name = "duty-timeline";

    /// <summary>The slots that are remembered.</summary>
    public const int MostSlots = 128;

    /// <summary>The duties of a slot that are remembered one by one.</summary>
    public const int MostDuties = 1_024;

    /// <summary>Begins with nothing.</summary>
    public DutyTimelineActor()
    {
        var timeline = new DutyTimeline(MostSlots, MostDuties);
        Receive<BlockImported>(timeline.Take);
        Receive<HeadChanged>(timeline.Take);
        Receive<PayloadImported>(timeline.Take);
        Receive<DutyPerformed>(timeline.Take);
        Receive<DutySent>(timeline.Take);
        Receive<GetDutyWhy>(ask => Sender.Tell(timeline.Of(ask.Slot)));
    }

    /// <summary>Describes the actor.</summary>
    public static Props Props() => Akka.Actor.Props.Create(static () => new DutyTimelineActor());

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Type[] types =
            [typeof(BlockImported), typeof(HeadChanged), typeof(PayloadImported), typeof(DutyPerformed), typeof(DutySent)];
        foreach (var heard in types)
        {
            Context.System.EventStream.Subscribe(Self, heard);
        }
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);
}
