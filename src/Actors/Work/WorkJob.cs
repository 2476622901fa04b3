namespace Consensoor.Actors.Work;

/// <summary>What a worker does in one go: the signatures of several requests, the columns of one, or a task.</summary>
internal sealed record WorkJob(IReadOnlyList<WorkTicket> Tickets);

/// <summary>Tells the pool that a job is done and who asked is answered; Job is the very job it gave.</summary>
internal sealed record WorkJobDone(WorkJob Job);
