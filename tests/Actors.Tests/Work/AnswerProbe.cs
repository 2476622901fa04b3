using Akka.Actor;
using Consensoor.Actors.Simulation;
using Consensoor.Messages;

namespace Consensoor.Actors.Tests.Work;

/// <summary>Notes what it is told, and when; its requests go out under its name.</summary>
internal sealed class AnswerProbe : ReceiveActor
{
    public AnswerProbe(SimulatedWorld world, IActorRef pool, List<(TimeSpan At, object Answer)> answers)
    {
        Receive<IWork>(work => pool.Tell(work));
        ReceiveAny(answer =>
        {
            answers.Add((world.Elapsed, answer));
            world.Record("probe", answer switch
            {
                SignaturesVerified verified => $"{verified.RequestId}: {string.Join(' ', verified.Valid)}",
                SignaturesDropped dropped => $"{dropped.RequestId}: {dropped.Reason}",
                _ => $"{answer}",
            });
        });
    }

    public static Props Props(SimulatedWorld world, IActorRef pool, List<(TimeSpan At, object Answer)> answers) =>
        Akka.Actor.Props.Create(() => new AnswerProbe(world, pool, answers));
}
