using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Actors.Network.Wire;

/// <content>The streams of gossip: those that frames go out on, and the frames that come.</content>
internal sealed partial class WireActor
{
    // A stream that a peer ends is opened so often; then the peer is asked and answers, and gets no gossip.
    private const int SenderTries = 4;
    private static readonly TimeSpan SenderPause = TimeSpan.FromSeconds(2);

    private void OpenSender(WireLink link)
    {
        if (!link.IsLeft && link.Sender is null && link.Tries++ < SenderTries)
        {
            _endpoint.OpenSender(link.Connection);
        }
    }

    private void OnSenderOpened(WireEvent.SenderOpened opened)
    {
        if (_links.TryGetValue(opened.Sender.Connection, out var link) && !link.IsLeft)
        {
            link.Sender = opened.Sender;
            AddToRouter(link);
        }
    }

    private void AddToRouter(WireLink link)
    {
        if (link.Sender is not { } sender || !_peers.TryGetValue(link.Name, out var active) || active != link)
        {
            return;
        }

        var address = _settings.IsDevnet ? "" : link.Remote.TcpEndPoint?.Address.ToString() ?? "";
        _router.AddPeer(link.Name, sender.Version, !link.IsInbound, address, Elapsed);
        foreach (var frame in link.Early)
        {
            Take(link, frame);
        }

        link.Early.Clear();
        Pump();
    }

    private void OnSenderEnded(WireEvent.SenderEnded ended)
    {
        if (!_links.TryGetValue(ended.Sender.Connection, out var link) || link.Sender != ended.Sender)
        {
            return;
        }

        link.Sender = null;
        if (_peers.TryGetValue(link.Name, out var active) && active == link)
        {
            _router.RemovePeer(link.Name, Elapsed);
            Pump();
        }

        if (ended.Reason is { } reason)
        {
            Leave(link, Requests.GoodbyeReason.Fault, reason, isBanned: false);
        }
        else if (ended.End != StreamEnd.ConnectionClosed)
        {
            Timers.StartSingleTimer((link, nameof(SenderDue)), new SenderDue(link), SenderPause);
        }
    }

    private void OnFrame(WireEvent.Frame frame)
    {
        if (!_links.TryGetValue(frame.Receiver.Connection, out var link) || link.IsLeft)
        {
            GiveBack(frame);
        }
        else if (link.Sender is null || _peers[link.Name] != link)
        {
            link.Early.Add(frame);
        }
        else
        {
            Take(link, frame);
            Pump();
        }
    }

    private void Take(WireLink link, WireEvent.Frame frame)
    {
        if (link.Receiver != frame.Receiver)
        {
            link.Receiver = frame.Receiver;
            _router.RestartStream(link.Name);
        }

        _router.Receive(link.Name, frame.Bytes, Elapsed);
        GiveBack(frame);
    }

    private void GiveBack(WireEvent.Frame frame)
    {
        if (frame.Receiver.Window.Take(frame.Bytes.Length))
        {
            _endpoint.Advance(frame.Receiver.Connection, frame.Receiver.Stream);
        }
    }

    private void ForgetEarly(WireLink link)
    {
        foreach (var frame in link.Early)
        {
            GiveBack(frame);
        }

        link.Early.Clear();
    }

    private void OnBroken(WireEvent.FramesBroken broken)
    {
        if (_links.TryGetValue(broken.Receiver.Connection, out var link))
        {
            Leave(link, Requests.GoodbyeReason.Fault, broken.Reason, isBanned: true);
        }
    }

    private sealed record SenderDue(WireLink Link);
}
