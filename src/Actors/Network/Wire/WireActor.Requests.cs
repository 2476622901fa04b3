using System.Buffers.Binary;
using Akka.Actor;
using Consensoor.Actors.Network.Requests;
using Consensoor.Interop.ReqResp;
using Consensoor.Interop.Wire;
using Consensoor.Messages;

namespace Consensoor.Actors.Network.Wire;

/// <content>Requests and responses: own questions and those of peers, each a session on a stream.</content>
internal sealed partial class WireActor
{
    private readonly Dictionary<ulong, RequestDialer> _asked = [];
    private readonly Dictionary<RequestDialer, ulong> _askedIds = [];
    private readonly Dictionary<ulong, RequestListener> _answering = [];
    private readonly Dictionary<RequestListener, ulong> _answeringIds = [];
    private readonly Dictionary<RequestDialer, WireLink> _goodbyes = [];

    private void ReceiveRequests()
    {
        Receive<SendRequest>(OnSendRequest);
        Receive<ResetRequest>(OnReset);
        Receive<SendChunk>(OnSendChunk);
        Receive<EndResponse>(OnEndResponse);
        Receive<WireEvent.Chunk>(OnChunk);
        Receive<WireEvent.AnswerEnded>(OnAnswerEnded);
        Receive<WireEvent.Request>(OnRequest);
        Receive<WireEvent.RequestBroken>(OnRequestBroken);
        Receive<WireEvent.Sent>(OnSent);
        Receive<WireEvent.RequestEnded>(OnRequestEnded);
    }

    private void OnSendRequest(SendRequest request)
    {
        if (!_peers.TryGetValue(request.Peer, out var link) || link.IsLeft || Dial(link, request.Protocol, request.Ssz) is not { } dialer)
        {
            Sender.Tell(new ResponseEnded(request.Id, IsLost: true));
            return;
        }

        _asked.Add(request.Id, dialer);
        _askedIds.Add(dialer, request.Id);
    }

    private RequestDialer? Dial(WireLink link, string id, ReadOnlyMemory<byte> ssz)
    {
        if (!ReqRespProtocols.TryFind(id, out var protocol))
        {
            return null;
        }

        var spec = _settings.Spec;
        var dial = new RequestDial(
            protocol,
            spec,
            digest => spec.ForkOfDigest(_settings.GenesisValidatorsRoot, digest),
            MostChunks(protocol, ssz),
            ssz,
            _endpoint,
            _endpoint.Limits,
            _endpoint.Timeouts);
        _counts.RequestSent(protocol, ssz.Length);
        _endpoint.Do(link.Connection, (open, now) => open.Open([dial], now));
        return dial.Dialer;
    }

    // As many as were asked for, which is less than the protocol allows.
    private ulong MostChunks(ReqRespProtocol protocol, ReadOnlyMemory<byte> ssz) =>
        RequestTable.Of(protocol.Id) is var (row, fork) && row.Decode(ssz.Span, _settings.Spec, fork, out _) is { } request
            ? row.MostChunks(_settings.Spec, request)
            : protocol.MostChunks(_settings.Spec);

    private void OnReset(ResetRequest reset)
    {
        if (_asked.Remove(reset.Id, out var dialer))
        {
            _askedIds.Remove(dialer);
            _endpoint.Do(dialer.Connection, (open, now) =>
            {
                dialer.IsCancelled = true;
                open.AdvanceStream(dialer.Stream, now);
            });
        }
    }

    private void OnChunk(WireEvent.Chunk chunk)
    {
        var (dialer, response) = chunk;
        _counts.ChunkReceived(dialer.Protocol, response.Payload.Length);
        if (_askedIds.TryGetValue(dialer, out var id))
        {
            _node.Tell(new ChunkReceived(id, response.Code, response.Context, response.Payload));
        }

        if (dialer.Window.Take(response.Payload.Length))
        {
            _endpoint.Advance(dialer.Connection, dialer.Stream);
        }
    }

    private void OnAnswerEnded(WireEvent.AnswerEnded ended)
    {
        if (_goodbyes.Remove(ended.Dialer, out var link))
        {
            // The timer that was set with it does the rest, now.
            Timers.StartSingleTimer(link, new ConnectionDue(link), TimeSpan.Zero);
        }

        if (!_askedIds.Remove(ended.Dialer, out var id))
        {
            return;
        }

        _asked.Remove(id);
        if (ended.Fault is { } fault)
        {
            _node.Tell(new ReportPeer(ended.Dialer.Peer.ToString(), PeerOffence.Invalid, $"{ended.Dialer.Protocol.Name}: {fault}"));
        }

        _node.Tell(new ResponseEnded(id, ended.IsLost, ended.Dialer.IsRefused));
    }

    private void OnRequest(WireEvent.Request request)
    {
        var listener = request.Listener;
        _counts.RequestReceived(listener.Protocol, request.Ssz.Length);
        if (!_links.TryGetValue(listener.Connection, out var link) || link.IsLeft || _node.IsNobody())
        {
            _endpoint.Do(listener.Connection, (open, now) => End(listener, open, now));
            return;
        }

        _answering.Add(++_nextId, listener);
        _answeringIds.Add(listener, _nextId);
        _node.Tell(new RequestReceived(_nextId, link.Name, listener.Protocol.Id, request.Ssz));
    }

    private void OnRequestBroken(WireEvent.RequestBroken broken)
    {
        var peer = broken.Listener.Peer.ToString();
        _node.Tell(new ReportPeer(peer, PeerOffence.Invalid, $"{broken.Listener.Protocol.Name}: {broken.Reason}"));
    }

    private void OnSendChunk(SendChunk chunk)
    {
        if (_answering.TryGetValue(chunk.Id, out var listener))
        {
            _counts.ChunkSent(listener.Protocol, chunk.Ssz.Length);
            _endpoint.Do(listener.Connection, (open, now) =>
            {
                listener.Give(chunk.Code, chunk.Context, chunk.Ssz.Span);
                open.AdvanceStream(listener.Stream, now);
            });
        }
    }

    private void OnEndResponse(EndResponse end)
    {
        if (_answering.Remove(end.Id, out var listener))
        {
            _answeringIds.Remove(listener);
            _endpoint.Do(listener.Connection, (open, now) => End(listener, open, now));
        }
    }

    private static void End(RequestListener listener, Interop.Libp2p.Connections.Connection open, DateTimeOffset now)
    {
        listener.End();
        open.AdvanceStream(listener.Stream, now);
    }

    private void OnSent(WireEvent.Sent sent)
    {
        if (_answeringIds.TryGetValue(sent.Listener, out var id))
        {
            _node.Tell(new ChunkSent(id, sent.Bytes));
        }
    }

    private void OnRequestEnded(WireEvent.RequestEnded ended)
    {
        if (_answeringIds.Remove(ended.Listener, out var id))
        {
            _answering.Remove(id);
            _node.Tell(new RequestGone(id));
        }
    }

    private void SayGoodbye(WireLink link, ulong reason)
    {
        var ssz = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(ssz, reason);
        if (Dial(link, GoodbyeRow.Row.ProtocolId(1), ssz) is { } dialer)
        {
            _goodbyes.Add(dialer, link);
        }
    }
}
