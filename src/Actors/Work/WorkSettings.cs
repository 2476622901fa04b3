using Akka.Configuration;
using Consensoor.Actors.Hosting;

namespace Consensoor.Actors.Work;

/// <summary>
/// What the work pool goes by (`consensoor.work`, where the drop rules stand): workers; the batch of signatures and how long it is
/// collected; bounds of the signatures, the columns and the tasks that wait; how long a job that names no deadline may take.
/// </summary>
public sealed record WorkSettings(int Workers, int Batch, TimeSpan Wait, int Signatures, int Columns, int Tasks, TimeSpan Patience)
{
    /// <summary>Reads the settings; no workers in them stands for <see cref="WorkersFor"/> of this machine.</summary>
    public static WorkSettings From(Config consensoor) => new(
        WorkersIn(consensoor),
        consensoor.Positive("work.batch"),
        consensoor.GetTimeSpan("work.wait"),
        consensoor.Positive("work.signatures"),
        consensoor.Positive("work.columns"),
        consensoor.Positive("work.tasks"),
        consensoor.GetTimeSpan("work.patience"));

    /// <summary>The workers that a configuration asks for.</summary>
    public static int WorkersIn(Config consensoor) =>
        consensoor.GetInt("work.workers") is > 0 and var workers ? workers : WorkersFor(Environment.ProcessorCount);

    /// <summary>
    /// The workers for a number of processors: one less, which is the chain actor's; but two at least and sixteen at most.
    /// </summary>
    public static int WorkersFor(int processors) => Math.Clamp(processors - 1, 2, 16);

    /// <summary>
    /// How many workers may be at tasks that are less urgent than a new block: all but one, so that none of them has to end before a block
    /// is looked at.
    /// </summary>
    public int Unhurried => Math.Max(1, Workers - 1);
}
