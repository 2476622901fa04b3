using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Network.Requests;
using Consensoor.Messages;

namespace Consensoor.Actors.Network;

/// <summary>Requests and responses, which the network actor passes on between the wire and the actor of requests.</summary>
public sealed partial class NetworkActor
{
    private const byte ServerError = 2;

    private IActorRef? _requests;

    private void ReceiveRequests()
    {
        Receive<RequestsOpened>(_ => OnRequests());
        Receive<AskPeer>(OnAsk);
        Receive<RequestReceived>(OnRequest);
        Receive<ChunkReceived>(chunk => _requests?.Forward(chunk));
        Receive<ResponseEnded>(ended => _requests?.Forward(ended));
        Receive<ChunkSent>(sent => _requests?.Forward(sent));
        Receive<RequestGone>(gone => _requests?.Forward(gone));
        Receive<SendRequest>(request => _wire.Tell(request));
        Receive<PeerJudged>(OnJudged);
        Receive<ResetRequest>(reset => _wire.Tell(reset));
        Receive<SendChunk>(chunk => _wire.Tell(chunk));
        Receive<EndResponse>(end => _wire.Tell(end));
    }

    private void OnRequests()
    {
        _requests = Sender;
        _ledger.JudgeAnew();
        foreach (var peer in _ledger.Connected().All)
        {
            _requests.Tell(new PeerConnected(peer.Peer));
        }

        Join();
    }

    private void OnAsk(AskPeer ask)
    {
        if (!_ledger.IsConnected(ask.Peer))
        {
            Sender.Tell(new PeerAnswered(ask.RequestId, ask.Peer, ask.Request, PeerResult.Disconnected, [], "it is not connected"));
        }
        else if (_requests is null)
        {
            Sender.Tell(new PeerAnswered(ask.RequestId, ask.Peer, ask.Request, PeerResult.Dropped, [], "requests are not open"));
        }
        else
        {
            _requests.Forward(ask);
        }
    }

    private void OnRequest(RequestReceived request)
    {
        if (_requests is { } requests)
        {
            requests.Forward(request);
        }
        else
        {
            _wire.Tell(new SendChunk(request.Id, ServerError, null, "not open yet"u8.ToArray()));
            _wire.Tell(new EndResponse(request.Id));
        }
    }

    private void OnJudged(PeerJudged judged)
    {
        _ledger.Judge(judged.Peer, isLeft: judged.Reason is not null);
        if (judged.Reason is { } reason)
        {
            _log.Warning("peer {0} is left, since it is on another chain: {1}", judged.Peer, reason);
            Note(judged.Peer, "left", $"another chain: {reason}", 0);
            _wire.Tell(new LeavePeer(judged.Peer, GoodbyeReason.IrrelevantNetwork, reason));
        }
        else
        {
            _log.Info("peer {0} is on this node's chain again", judged.Peer);
        }
    }

    private void OnConnected(PeerConnected connected)
    {
        _ledger.Connect(connected.Peer);
        _requests?.Forward(connected);
    }

    private void OnDisconnected(PeerDisconnected gone)
    {
        _ledger.Disconnect(gone.Peer);
        _requests?.Forward(gone);
    }
}
