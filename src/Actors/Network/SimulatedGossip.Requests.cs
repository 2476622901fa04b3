using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Network;

/// <summary>
/// Requests and answers over the simulated network, which may lose them: a question that lost a part of its answer ends by its asker's
/// time-out.
/// </summary>
public sealed partial class SimulatedGossip
{
    private readonly SortedDictionary<ulong, AnswerInOrder> _asked = [];
    private readonly SortedDictionary<ulong, (string Peer, ulong Id, int Next)> _answering = [];

    private void ReceiveRequests()
    {
        Receive<SendRequest>(OnSendRequest);
        Receive<ResetRequest>(reset => _asked.Remove(reset.Id));
        Receive<SendChunk>(OnSendChunk);
        Receive<EndResponse>(OnEnd);
    }

    private void OnSendRequest(SendRequest request)
    {
        if (!_network.Nodes.Contains(request.Peer))
        {
            _node.Tell(new ResponseEnded(request.Id, IsLost: true));
            return;
        }

        _asked[request.Id] = new AnswerInOrder(request.Peer);
        _network.Send(_name, request.Peer, new WireRequest(request.Id, request.Protocol, request.Ssz), request.Ssz.Length);
    }

    private void OnRequest(string from, WireRequest request)
    {
        // A duplicate on its way is not another question.
        if (_answering.Values.Any(answer => answer.Peer == from && answer.Id == request.Id))
        {
            return;
        }

        _answering[++_nextId] = (from, request.Id, 0);
        _node.Tell(new RequestReceived(_nextId, from, request.Protocol, request.Ssz));
    }

    private void OnSendChunk(SendChunk chunk)
    {
        _node.Tell(new ChunkSent(chunk.Id, chunk.Ssz.Length));
        if (_answering.TryGetValue(chunk.Id, out var answer))
        {
            _answering[chunk.Id] = answer with { Next = answer.Next + 1 };
            _network.Send(
                _name, answer.Peer, new WireChunk(answer.Id, answer.Next, chunk.Code, chunk.Context, chunk.Ssz, false), chunk.Ssz.Length);
        }
    }

    private void OnEnd(EndResponse end)
    {
        if (_answering.Remove(end.Id, out var answer))
        {
            _network.Send(_name, answer.Peer, new WireChunk(answer.Id, answer.Next, 0, null, default, true), 0);
        }
    }

    private void OnChunk(string from, WireChunk chunk)
    {
        if (!_asked.TryGetValue(chunk.Id, out var answer) || answer.Peer != from)
        {
            return;
        }

        foreach (var next in answer.Take(chunk))
        {
            if (next.IsEnd)
            {
                _asked.Remove(chunk.Id);
                _node.Tell(new ResponseEnded(chunk.Id, IsLost: false));
                return;
            }

            _node.Tell(new ChunkReceived(chunk.Id, next.Code, next.Context, next.Ssz));
        }
    }
}
