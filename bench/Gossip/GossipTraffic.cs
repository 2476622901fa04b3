using System.Globalization;

namespace Consensoor.Bench.Gossip;

/// <summary>What a process of ours has sent and heard; used by the actor's thread and that of the input.</summary>
internal sealed class GossipTraffic
{
    private readonly Lock _gate = new();
    private List<double> _latencies = [];
    private long _bytes;
    private long _acknowledged;
    private TaskCompletionSource _came = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Sent { get; set; }

    public TaskCompletionSource Connected { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Unacknowledged => Sent - Interlocked.Read(ref _acknowledged);

    /// <summary>Ends with the next acknowledgement that comes.</summary>
    public Task Acknowledgement => Volatile.Read(ref _came).Task;

    public void Acknowledge(long number)
    {
        Interlocked.Exchange(ref _acknowledged, Math.Max(number, Interlocked.Read(ref _acknowledged)));
        Interlocked.Exchange(ref _came, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    public void Hear(double microseconds, int bytes)
    {
        lock (_gate)
        {
            _latencies.Add(microseconds);
            _bytes += bytes;
        }
    }

    /// <summary>Count, bytes, and latencies in microseconds (p50, p99) of what was heard.</summary>
    public string Heard(bool isNew)
    {
        lock (_gate)
        {
            double[] sorted = [.. _latencies.Order()];
            double At(double part) => sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * part))];
            var text = string.Create(CultureInfo.InvariantCulture, $"{sorted.Length} {_bytes} {At(0.5):0} {At(0.99):0}");
            if (isNew)
            {
                (_latencies, _bytes) = ([], 0);
            }

            return text;
        }
    }
}
