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

        var address = _settings.IsDevnet ? "" : link.Remote.LinkEndPoint?.Address.ToString() ?? "";
        _router.AddPeer(link.Name, sender.Version, !link.IsInbound, address, Elapsed);
        // One of them may end the connection, which lets go of those that are still in the list.
        WireEvent.Frames[] early = [.. link.Early];
        link.Early.Clear();
        foreach (var frames in early)
        {
            Take(link, frames);
        }

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

    private void OnFrames(WireEvent.Frames frames)
    {
        if (!_links.TryGetValue(frames.Receiver.Connection, out var link) || link.IsLeft)
        {
            GiveBack(frames);
        }
        else if (link.Sender is null || _peers[link.Name] != link)
        {
            link.Early.Add(frames);
        }
        else
        {
            Take(link, frames);
            Pump();
        }
    }

    private void Take(WireLink link, WireEvent.Frames frames)
    {
        if (link.Receiver != frames.Receiver)
        {
            link.Receiver = frames.Receiver;
            _router.RestartStream(link.Name);
        }

        for (var i = 0; i < frames.Bytes.Count && !link.IsLeft; i++)
        {
            _router.Receive(link.Name, frames.Bytes[i], Elapsed);
            if (_router.HasNews)
            {
                Pump();
            }
        }

        GiveBack(frames);
    }

    private void GiveBack(WireEvent.Frames frames)
    {
        foreach (var frame in frames.Bytes)
        {
            frame.Release();
        }

        if (frames.Receiver.Window.Take(frames.Bytes.Sum(static frame => (long)frame.Length), frames.Bytes.Count))
        {
            _endpoint.AdvanceReceiver(frames.Receiver.Connection);
        }
    }

    private void ForgetEarly(WireLink link)
    {
        foreach (var frames in link.Early)
        {
            GiveBack(frames);
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
