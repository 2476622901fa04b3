using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;

namespace Consensoor.Actors.Work;

/// <summary>
/// Does a job of the pool at a time and answers who asked; holds no state, so that a failure loses only the job it was at, which the pool
/// then answers.
/// </summary>
internal sealed class WorkerActor : ReceiveActor
{
    private readonly SignatureJobs _signatures;
    private readonly TransitionJobs _transitions;
    private readonly IKzg _kzg;

    public WorkerActor(IBls bls, IKzg kzg, ReadOnlyMemory<byte> seed)
    {
        _signatures = new SignatureJobs(bls, kzg, seed);
        _kzg = kzg;
        _transitions = new TransitionJobs(bls, seed);
        Receive<WorkJob>(OnJob);
    }

    /// <summary>Describes a worker that verifies by these, with a seed for the coefficients of batches.</summary>
    public static Props Props(IBls bls, IKzg kzg, ReadOnlyMemory<byte> seed) =>
        Akka.Actor.Props.Create(() => new WorkerActor(bls, kzg, seed));

    private void OnJob(WorkJob job)
    {
        // What the pool has given up meanwhile needs no work any more.
        WorkTicket[] open = [.. job.Tickets.Where(static ticket => !ticket.IsAnswered)];
        foreach (var (ticket, answer) in open.Zip(Do([.. open.Select(static ticket => ticket.Work)])))
        {
            ticket.Answer(answer);
        }

        Sender.Tell(new WorkJobDone(job));
    }

    private IReadOnlyList<object> Do(IReadOnlyList<IWork> works) => works switch
    {
        [] => [],
        [VerifyDataColumns columns] => [_signatures.Verify(columns)],
        [VerifyBlobs blobs] => [BlobVerification.Do(_kzg, blobs)],
        [RecoverColumns recover] => [ColumnRecovery.Do(_kzg, recover)],
        [MakeSidecars make] => [SidecarMaking.Do(_kzg, make)],
        [VerifySignatures, ..] => _signatures.Verify([.. works.Cast<VerifySignatures>()]),
        _ => [_transitions.Do(works.Single(), () => Context.System.Scheduler.MonotonicClock)],
    };
}
