using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// Questions of this node: so many at once to a peer and protocol, the others wait; each ends by the peer's answer or by a deadline.
/// </summary>
internal sealed partial class RequestsActor
{
    private readonly SortedDictionary<ulong, Question> _open = [];
    private readonly SortedDictionary<string, LinkedList<Question>> _waiting = new(StringComparer.Ordinal);
    // What a peer speaks of a protocol that it refused in a newer version, until the next fork.
    private readonly Dictionary<(string Peer, RequestRow Row), (ForkName Since, int Number)> _versions = [];
    private ulong _refused;

    // When deadlines were last looked at.
    private DateTimeOffset _ticked;

    // When any peer was last heard, by what it asked, answered or connected with.
    private DateTimeOffset _heard;

    private int QuestionBound => Math.Max(1, _peers.Count) * ((_settings.Concurrent * RequestTable.Rows.Count) + _settings.Waiting);

    private void OnAsk(AskPeer ask, IActorRef asker)
    {
        var fork = Fork;
        if (RequestTable.Of(ask.Request) is not { } row || row.VersionIn(fork) is not { } version)
        {
            asker.Tell(new PeerAnswered(ask.RequestId, ask.Peer, ask.Request, PeerResult.Dropped, [], $"{fork} has no such request"));
        }
        else if (row.BreaksLimit(_settings.Spec, fork, ask.Request) is { } why)
        {
            asker.Tell(new PeerAnswered(ask.RequestId, ask.Peer, ask.Request, PeerResult.Dropped, [], why));
        }
        else if (!_peers.Contains(ask.Peer))
        {
            asker.Tell(new PeerAnswered(ask.RequestId, ask.Peer, ask.Request, PeerResult.Disconnected, [], "it is not connected"));
        }
        else if (_left.TryGetValue(ask.Peer, out var left) && ask.Request is not StatusRequest)
        {
            asker.Tell(new PeerAnswered(ask.RequestId, ask.Peer, ask.Request, PeerResult.Disconnected, [], left));
        }
        else
        {
            var known = _versions.GetValueOrDefault((ask.Peer, row), version);
            var spoken = known.Number < version.Number ? known : version;
            Begin(new Question(ask, row, asker, _settings.Spec, _settings.GenesisValidatorsRoot, spoken));
        }
    }

    private void Begin(Question question)
    {
        var peer = question.Ask.Peer;
        if (_open.Values.Count(open => open.Ask.Peer == peer && open.Row == question.Row) >= _settings.Concurrent)
        {
            if (!_waiting.TryGetValue(peer, out var queue))
            {
                _waiting[peer] = queue = [];
            }

            if (queue.Count >= _settings.Waiting)
            {
                _refused++;
                question.Asker.Tell(question.End(PeerResult.Busy, "too many questions to the peer wait"));
                return;
            }

            queue.AddLast(question);
            return;
        }

        var id = _ids.Next();
        _open.Add(id, question);
        question.Begun = Now;
        question.Deadline = Now + _settings.AnswerTimeout;
        question.ChunkDeadline = Now + _settings.ChunkTimeout;
        var (since, number) = question.Version;
        var ssz = question.Row.Encode(question.Ask.Request, _settings.Spec, since);
        _network.Tell(new SendRequest(id, peer, question.Row.ProtocolId(number), ssz));
        StartTicking();
    }

    private void OnChunk(ChunkReceived chunk)
    {
        _heard = Now;
        if (!_open.TryGetValue(chunk.Id, out var question))
        {
            return;
        }

        question.ChunkDeadline = Now + _settings.ChunkTimeout;
        if (question.Take(chunk) is { } ended)
        {
            _network.Tell(new ResetRequest(chunk.Id));
            End(chunk.Id, question, ended);
        }
        else if (question.IsEnough(_own.View))
        {
            _network.Tell(new ResetRequest(chunk.Id));
            End(chunk.Id, question, question.End(PeerResult.Answered));
        }
    }

    private void OnEnded(ResponseEnded ended)
    {
        if (!_open.TryGetValue(ended.Id, out var question))
        {
            return;
        }

        _heard = ended.IsLost && !ended.IsRefused ? _heard : Now;
        if (ended.IsRefused)
        {
            OnRefused(ended.Id, question);
        }
        else
        {
            End(
                ended.Id,
                question,
                ended.IsLost ? question.End(PeerResult.Disconnected, "the peer went") : question.End(PeerResult.Answered));
        }
    }

    /// <summary>The peer does not speak the version that was asked: the one before is asked, and until the next fork.</summary>
    private void OnRefused(ulong id, Question question)
    {
        if (question.Older() is { } older)
        {
            _open.Remove(id);
            _versions[(question.Ask.Peer, question.Row)] = older.Version;
            Begin(older);
        }
        else
        {
            // What it speaks may be another version by the next question.
            _versions.Remove((question.Ask.Peer, question.Row));
            End(id, question, question.End(PeerResult.Unsupported, $"it speaks no {question.Row.Name}"));
        }
    }

    private void End(ulong id, Question question, PeerAnswered answered)
    {
        _open.Remove(id);
        if (answered.Result is PeerResult.InvalidResponse)
        {
            _network.Tell(new ReportPeer(answered.Peer, PeerOffence.Invalid, $"{question.Row.Name}: {answered.Reason}"));
        }
        else if (answered.Request is not (PingRequest or MetaDataRequest)
            && (answered.Result == PeerResult.ServerError || (answered.Result == PeerResult.TimedOut && _heard > question.Begun)))
        {
            // Where nobody was heard since it was asked this node is cut off, and no peer is to blame.
            _network.Tell(new ReportPeer(answered.Peer, PeerOffence.Unhelpful, $"{question.Row.Name}: {answered.Reason}"));
        }

        question.Asker.Tell(answered);
        BeginNext(answered.Peer);
    }

    /// <summary>Begins the first question to a peer that waits and may.</summary>
    private void BeginNext(string peer)
    {
        if (!_waiting.TryGetValue(peer, out var queue))
        {
            return;
        }

        for (var node = queue.First; node is not null; node = node.Next)
        {
            if (_open.Values.Count(open => open.Ask.Peer == peer && open.Row == node.Value.Row) < _settings.Concurrent)
            {
                queue.Remove(node);
                Begin(node.Value);
                break;
            }
        }

        if (queue.Count == 0)
        {
            _waiting.Remove(peer);
        }
    }

    private void GiveUpQuestions()
    {
        var now = Now;
        var late = now - _ticked - Tick;
        _ticked = now;
        if (late > TimeSpan.FromSeconds(1))
        {
            // This process, or its machine, stood still: what peers sent meanwhile has not been looked at.
            foreach (var question in _open.Values)
            {
                question.Deadline += late;
                question.ChunkDeadline += late;
            }

            return;
        }

        foreach (var (id, question) in _open.Where(open => open.Value.Deadline <= now || open.Value.ChunkDeadline <= now).ToArray())
        {
            _network.Tell(new ResetRequest(id));
            End(id, question, question.End(PeerResult.TimedOut, "no answer in time"));
        }
    }
}
