namespace Consensoor.Actors.Simulation.Network;

/// <summary>
/// One direction of a circuit: what is sent arrives in order. What the link loses, or is cut from, is tried again after a time-out that
/// doubles, and holds up what is behind it.
/// </summary>
internal sealed class CircuitLane(SimulatedNetwork network, string from, string to)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(4);

    private readonly Queue<(TimeSpan Arrival, Action Deliver)> _underWay = new();
    private TimeSpan _retry = FirstRetry;
    private IDisposable? _timer;

    /// <summary>Sends so many bytes; what is to be done on their arrival must tell actors only.</summary>
    public void Send(int bytes, Action deliver)
    {
        _underWay.Enqueue((network.Plan(from, to, bytes, FirstRetry), deliver));
        if (_underWay.Count == 1)
        {
            Schedule(_underWay.Peek().Arrival);
        }
    }

    /// <summary>Gives up what is under way.</summary>
    public void Abandon()
    {
        _underWay.Clear();
        _timer?.Dispose();
        _timer = null;
    }

    private void Schedule(TimeSpan at) => _timer = network.At(at, Arrive);

    private void Arrive()
    {
        _timer = null;
        if (!network.CanPass(from, to))
        {
            _retry = _retry * 2 < LastRetry ? _retry * 2 : LastRetry;
            Schedule(network.Elapsed + _retry);
            return;
        }

        _retry = FirstRetry;
        while (_underWay.TryPeek(out var next) && next.Arrival <= network.Elapsed)
        {
            _underWay.Dequeue();
            network.Delivered(from, to);
            next.Deliver();
        }

        if (_underWay.TryPeek(out var waiting) && _timer is null)
        {
            Schedule(waiting.Arrival);
        }
    }
}
