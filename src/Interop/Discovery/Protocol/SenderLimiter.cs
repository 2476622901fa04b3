using System.Net;
using Consensoor.Interop.Discovery.Table;

namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>
/// Token buckets by sender in bounded memory: senders share 4,096 buckets by a salted hash, so that many addresses neither fill memory nor
/// choose whom they share with.
/// </summary>
public sealed class SenderLimiter(Rate rate, ulong salt)
{
    private const int Slots = 4096;

    private Bucket[]? _buckets;
    private Bucket _ofAll;

    /// <summary>Takes one from a sender's bucket; false where it is empty.</summary>
    public bool TryTake(DateTimeOffset now, IPAddress sender) =>
        TryTake(now, ref (_buckets ??= new Bucket[Slots])[Slot(NetworkPrefix.Sender(sender))]);

    /// <summary>Takes one from the one bucket of all senders; false where it is empty.</summary>
    public bool TryTake(DateTimeOffset now) => TryTake(now, ref _ofAll);

    private bool TryTake(DateTimeOffset now, ref Bucket bucket)
    {
        var elapsed = TimeSpan.FromTicks(Math.Max(0, now.UtcTicks - bucket.At)).TotalSeconds;
        var spent = Math.Max(0, bucket.Spent - (elapsed * rate.PerSecond));
        var allowed = spent + 1 <= rate.AtOnce;
        bucket = new Bucket(allowed ? spent + 1 : spent, now.UtcTicks);
        return allowed;
    }

    private int Slot(ulong sender)
    {
        var x = (sender ^ salt) * 0x9e3779b97f4a7c15;
        x = (x ^ (x >> 32)) * 0xd6e8feb86659fd93;
        return (int)((x ^ (x >> 32)) % Slots);
    }

    private readonly record struct Bucket(double Spent, long At);
}
