using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Multistream;
using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Noise;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Libp2p.Connections;

/// <content>What each phase does with bytes that came.</content>
public sealed partial class Connection
{
    // Who it is said to be is told first: the host may refuse it before any stream is.
    private void BeginSecured(PeerId peer, DateTimeOffset now)
    {
        if (_expected is not null && !peer.Equals(_expected))
        {
            End(new ConnectionClose(CloseReason.SecurityFailed, Security: SecurityFailure.AnotherPeer), now);
            return;
        }

        Peer = peer;
        _events.Enqueue(new ConnectionEvent.Secured(peer));
        Enter(ConnectionPhase.AgreeingMuxer, _settings.AgreementTimeout, now);
    }

    private void AgreeSecurity(DateTimeOffset now)
    {
        var state = _negotiation.Advance(_wire, _output);
        if (state == NegotiationState.Agreed)
        {
            var way = _protocols.Security.First(way => way.Id == _negotiation.Protocol);
            var context = new SecurityContext(_expected, _random);
            _security = IsDialer ? way.Dial(context) : way.Listen(context);
            Enter(ConnectionPhase.Securing, _settings.HandshakeTimeout, now);
        }
        else if (state != NegotiationState.Pending)
        {
            End(
                new ConnectionClose(
                    state == NegotiationState.Refused ? CloseReason.SecurityRefused : CloseReason.NotMultistream),
                now);
        }
    }

    private void Secure(DateTimeOffset now)
    {
        if (_security!.Shake(_wire, _output) == SecurityState.Secured)
        {
            Peer = PeerId.FromPublicKey(_security.RemoteKey!);
            _events.Enqueue(new ConnectionEvent.Secured(Peer));
            string[] ways = [.. _protocols.Muxers.Select(static way => way.Id)];
            _negotiation = IsDialer ? new MultistreamDialer(ways, _agreement) : new MultistreamListener(ways);
            Enter(ConnectionPhase.AgreeingMuxer, _settings.AgreementTimeout, now);
        }
    }

    private void AgreeMuxer(DateTimeOffset now)
    {
        if (_secured is { } link)
        {
            Divide(link.Muxer, now);
            return;
        }

        _security!.Open(_wire, _plain, _settings.PlainLimit);
        var state = _negotiation.Advance(_plain, _agreement);
        if (state == NegotiationState.Agreed)
        {
            Divide(_protocols.Muxers.First(way => way.Id == _negotiation.Protocol), now);
        }
        else if (state != NegotiationState.Pending)
        {
            End(
                new ConnectionClose(state == NegotiationState.Refused ? CloseReason.MuxerRefused : CloseReason.NotMultistream),
                now);
        }
    }

    private void Divide(IConnectionProtocol<IMuxer, MuxerContext> way, DateTimeOffset now)
    {
        var context = new MuxerContext(_settings.Muxer, now);
        _muxer = IsDialer ? way.Dial(context) : way.Listen(context);
        Enter(ConnectionPhase.Open, null, now);
        _events.Enqueue(new ConnectionEvent.Opened(Peer!, way.Id));
        Begin(now);
    }

    private void Take(DateTimeOffset now)
    {
        int before;
        do
        {
            _wasHeld = _muxer!.IsHeld;
            before = _wire.Count + _plain.Count;
            _security!.Open(_wire, _plain, _settings.PlainLimit);
            _muxer!.Receive(_plain, now);
            HandleMuxerEvents(now);
        }
        while (Phase == ConnectionPhase.Open && (_wire.Count + _plain.Count < before || (_wasHeld && !_muxer!.IsHeld)));

        _wasHeld = IsHeld;
        _wasHeldSincePing |= _wasHeld;
        if (Phase != ConnectionPhase.Open)
        {
            return;
        }

        if (_isSilent)
        {
            End(new ConnectionClose(CloseReason.KeepAliveTimeout), now);
        }
        else if (_muxer!.Failure is not MuxerFailure.None and var failure)
        {
            End(
                failure == MuxerFailure.KeepAliveTimeout
                    ? new ConnectionClose(CloseReason.KeepAliveTimeout)
                    : new ConnectionClose(CloseReason.MuxerFailed, Muxer: failure),
                now);
        }
        else if (_muxer!.RemoteGoAway is { } code && (code != 0 || _muxer.Streams == 0))
        {
            End(new ConnectionClose(CloseReason.PeerWentAway), now);
        }
    }
}
