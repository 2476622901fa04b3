using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Libp2p.Hosting;

/// <content>Making the links that the manager orders.</content>
public sealed partial class Libp2pHost
{
    private void DialDue()
    {
        lock (_gate)
        {
            if (_isStopped)
            {
                return;
            }

            var now = _time.GetUtcNow();
            foreach (var order in _manager.Due(now))
            {
                _running.Add(order.Connection, Task.Run(() => DialAsync(order)));
            }

            var wake = _manager.WakeUp - now;
            _timer.Change(
                wake is null ? Timeout.InfiniteTimeSpan : wake > TimeSpan.Zero ? wake.Value : TimeSpan.FromMilliseconds(1),
                Timeout.InfiniteTimeSpan);
        }
    }

    private async Task DialAsync(DialOrder order)
    {
        var result = default(DialResult);
        Exception? bug = null;
        try
        {
            using var patience = new CancellationTokenSource(_settings.DialTimeout, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stop.Token);
            result = await DialAsync(order, either.Token).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // A transport says why it makes no link and does not throw. The place is given back all the same.
            bug = failure;
        }

        lock (_gate)
        {
            _running.Remove(order.Connection);
        }

        if (result.Link is { } link)
        {
            Start(order.Connection, link, isDialer: true, order.Peer);
            return;
        }

        Manage(manager => manager.Closed(order.Connection, CloseReason.LinkFailed, _time.GetUtcNow()));
        if (bug is not null)
        {
            _tell(HostEvent.Failed(order) with { What = new ConnectionEvent.Faulted(bug) });
        }

        _tell(HostEvent.Failed(order, result.Problem));
        DialDue();
    }

    private async Task<DialResult> DialAsync(DialOrder order, CancellationToken token)
    {
        if (order.Next is not { } next || !_transport.CanDial(next))
        {
            return await _transport.DialAsync(order.Address, token).ConfigureAwait(false);
        }

        using var patience = new CancellationTokenSource(_settings.FirstDialTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, token);
        var first = await _transport.DialAsync(order.Address, either.Token).ConfigureAwait(false);
        if (first.Link is not null)
        {
            return first;
        }

        var second = await _transport.DialAsync(next, token).ConfigureAwait(false);
        return second with { Problem = second.Link is null ? $"{first.Problem}; {second.Problem}" : null };
    }
}
