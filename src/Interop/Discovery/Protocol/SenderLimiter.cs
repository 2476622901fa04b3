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

    private readonly double[] _spent = new double[Slots];
    private readonly DateTimeOffset[] _at = new DateTimeOffset[Slots];

    /// <summary>Takes one from a sender's bucket; false where it is empty.</summary>
    public bool TryTake(DateTimeOffset now, IPAddress sender) => TryTakeSlot(now, Slot(NetworkPrefix.Sender(sender)));

    /// <summary>Takes one from the one bucket of all senders; false where it is empty.</summary>
    public bool TryTake(DateTimeOffset now) => TryTakeSlot(now, 0);

    private bool TryTakeSlot(DateTimeOffset now, int slot)
    {
        var elapsed = Math.Max(0, (now - _at[slot]).TotalSeconds);
        var spent = Math.Max(0, _spent[slot] - (elapsed * rate.PerSecond));
        _at[slot] = now;
        var allowed = spent + 1 <= rate.AtOnce;
        _spent[slot] = allowed ? spent + 1 : spent;
        return allowed;
    }

    private int Slot(ulong sender)
    {
        var x = (sender ^ salt) * 0x9e3779b97f4a7c15;
        x = (x ^ (x >> 32)) * 0xd6e8feb86659fd93;
        return (int)((x ^ (x >> 32)) % Slots);
    }
}
