using Akka.Configuration;
using Consensoor.Actors.Hosting;

namespace Consensoor.Actors.Crypto;

/// <summary>What the crypto pool goes by (`consensoor.crypto`, where the drop rules stand): numbers of signatures, of columns and of workers.</summary>
public sealed record CryptoPoolSettings(int Workers, int Batch, TimeSpan Wait, int Queue, int Columns)
{
    /// <summary>Reads the settings; no workers in them stands for <see cref="WorkersFor"/> of this machine.</summary>
    public static CryptoPoolSettings From(Config consensoor)
    {
        var workers = consensoor.GetInt("crypto.workers");
        return new CryptoPoolSettings(
            workers > 0 ? workers : WorkersFor(Environment.ProcessorCount),
            consensoor.Positive("crypto.batch"),
            consensoor.GetTimeSpan("crypto.wait"),
            consensoor.Positive("crypto.queue"),
            consensoor.Positive("crypto.columns"));
    }

    /// <summary>The workers for a number of processors: half of them, but two at least and eight at most.</summary>
    public static int WorkersFor(int processors) => Math.Clamp(processors / 2, 2, 8);
}
