using System.Text;
using Akka.Actor;
using Akka.Event;
using Consensoor.Interop.ReqResp;
using Consensoor.Messages;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// Questions of peers: so many at once in all, of which a peer that asks little finds room, and to a peer and protocol. Chunks leave as
/// fast as the peer's quota allows, which delays them and nothing else; what is looked up for a peer costs it as much as a chunk, whatever
/// is found. Who takes a question back has asked it nevertheless: it keeps its place until it has paid, and nothing is looked up for it.
/// </summary>
internal sealed partial class RequestsActor
{
    /// <summary>The longest request that is looked at; the longest that the limits of the table allow is shorter.</summary>
    private const int MaxRequestBytes = 1 << 18;

    /// <summary>Bytes of an answer that the wire has not sent yet, beyond which no more chunks are made; one may go beyond.</summary>
    private const long UnsentBytes = 1 << 20;

    private readonly SortedDictionary<ulong, Serving> _serving = [];
    private readonly TokenBuckets _buckets = new();
    private ulong _turnedAway;

    private void OnRequest(RequestReceived received)
    {
        _heard = Now;
        if (RequestTable.Of(received.Protocol) is not var (row, form) || !ReqRespProtocols.TryFind(received.Protocol, out var protocol))
        {
            Refuse(received.Id, ResponseCode.InvalidRequest, "this protocol is not spoken");
            return;
        }

        var open = _serving.Values.Count(serving => serving.Peer == received.Peer && serving.Row == row);
        if (open >= _settings.Concurrent)
        {
            TurnAway(received.Id);
            _network.Tell(
                new ReportPeer(received.Peer, PeerOffence.Greedy, $"more than {_settings.Concurrent} requests of {row.Name} at once"));
            return;
        }

        var reason = "the request is too long";
        var request = received.Ssz.Length <= MaxRequestBytes ? row.Decode(received.Ssz.Span, _settings.Spec, form, out reason) : null;
        if (request is null || row.BreaksLimit(_settings.Spec, Fork, request) is { } broken && (reason = broken).Length > 0)
        {
            Refuse(received.Id, ResponseCode.InvalidRequest, reason);
            _network.Tell(new ReportPeer(received.Peer, PeerOffence.Invalid, $"{row.Name}: {reason}"));
            return;
        }

        if (request is StatusRequest status)
        {
            NoteStatus(received.Peer, status.Own);
        }

        if (request is GoodbyeRequest goodbye)
        {
            _log.Info("peer {0} says goodbye: {1}", received.Peer, GoodbyeReason.Text(goodbye.Reason));
        }

        if (request is PingRequest ping)
        {
            _upkeep.Heard(received.Peer, ping.SeqNumber, Now);
            KeepUp();
        }

        if (_left.TryGetValue(received.Peer, out var left) && request is not (StatusRequest or GoodbyeRequest))
        {
            Refuse(received.Id, ResponseCode.ResourceUnavailable, left);
            return;
        }

        if (FirstSlotOf(request) is { } first && first < _own.Oldest)
        {
            Refuse(received.Id, ResponseCode.ResourceUnavailable, $"blocks are here from slot {_own.Oldest} on");
            return;
        }

        var context = new ServeContext(_settings.Spec, Slot, _own.View, _own.EarliestColumns, OwnStatus)
        {
            MetaData = _own.MetaData,
            EarliestBlobs = _own.EarliestBlobs,
            LightClient = _settings.LightClient.Current,
        };
        var plan = row.Plan(context, request);
        if (plan.Unavailable is { } unavailable)
        {
            Refuse(received.Id, ResponseCode.ResourceUnavailable, unavailable);
            return;
        }

        if (_serving.Count >= _settings.Serving && !MakeRoom(received.Peer))
        {
            TurnAway(received.Id);
            return;
        }

        var most = row.MostChunks(_settings.Spec, request);
        _serving.Add(received.Id, new Serving(received.Id, received.Peer, row, protocol, form, plan, most, Now));
        StartTicking();
        GoOn(_serving[received.Id]);
    }

    /// <summary>
    /// Ends the last question of the peer that has the most, where that is more than the newcomer would have; false where nobody has.
    /// </summary>
    private bool MakeRoom(string newcomer)
    {
        var most = _serving.Values.GroupBy(static serving => serving.Peer).MaxBy(static peer => peer.Count())!;
        if (most.Count() <= _serving.Values.Count(serving => serving.Peer == newcomer) + 1)
        {
            return false;
        }

        _turnedAway++;
        var last = most.Last().Id;
        _serving.Remove(last);
        Refuse(last, ResponseCode.RateLimited, "others ask too");
        return true;
    }

    private void TurnAway(ulong id)
    {
        _turnedAway++;
        Refuse(id, ResponseCode.RateLimited, "too many requests at once");
    }

    private void OnGone(RequestGone gone)
    {
        if (_serving.TryGetValue(gone.Id, out var serving))
        {
            serving.IsGone = true;
            GoOn(serving);
        }
    }

    /// <summary>The first slot that a range asks for: what is not here must not be taken for empty.</summary>
    private static Slot? FirstSlotOf(IPeerRequest request) => request switch
    {
        BeaconBlocksByRange range => range.StartSlot,
        ExecutionPayloadEnvelopesByRange range => range.StartSlot,
        _ => null,
    };

    private void Serve()
    {
        var limit = Now - _settings.AnswerTimeout;
        foreach (var serving in _serving.Values.ToArray())
        {
            if (serving.Since < limit)
            {
                _serving.Remove(serving.Id);
                Refuse(serving.Id, ResponseCode.ServerError, "it took too long");
            }
            else
            {
                GoOn(serving);
            }
        }
    }

    /// <summary>Sends what is ready and may be sent, and loads what comes next.</summary>
    private void GoOn(Serving serving)
    {
        while (!serving.IsDone)
        {
            if (serving.Loading is not null || (serving.Unsent >= UnsentBytes && !serving.IsGone) || !Pay(serving))
            {
                return;
            }

            if (serving.IsGone)
            {
                _serving.Remove(serving.Id);
                return;
            }

            if (serving.TryPeek(out var item))
            {
                Send(serving, item!);
                serving.Sent();
            }
            else if (serving.Advance())
            {
                var key = serving.Loading!.Value;
                if (key is { IsBlock: true, Root: { } known } && _own.View?.Blocks.GetValueOrDefault(known) is { Block: not null } block)
                {
                    serving.OnBlock(new StoredBlock(known, block.Block, block.Envelope));
                    continue;
                }

                if (key.IsState && LoadState(serving, key.Root!.Value))
                {
                    continue;
                }

                Load(key);
                return;
            }
        }

        _serving.Remove(serving.Id);
        if (serving.Unavailable is { } nothing)
        {
            Refuse(serving.Id, ResponseCode.ResourceUnavailable, nothing);
        }
        else
        {
            _network.Tell(new EndResponse(serving.Id));
        }
    }

    /// <summary>Pays for the next item, and for looking for one, unless that is done; false where the peer has to wait.</summary>
    private bool Pay(Serving serving)
    {
        serving.IsPaid = serving.IsPaid || _buckets.Take(serving.Peer, serving.Protocol, 1, Elapsed) == TimeSpan.Zero;
        return serving.IsPaid;
    }

    private void OnSent(ChunkSent sent)
    {
        if (_serving.TryGetValue(sent.Id, out var serving))
        {
            serving.Unsent -= sent.Bytes;
            GoOn(serving);
        }
    }

    private void Send(Serving serving, object item)
    {
        var spec = _settings.Spec;
        var slot = serving.Row.SlotIn(item);
        ForkDigest? context = slot is { } of
            ? spec.ComputeForkDigest(_settings.GenesisValidatorsRoot, of / spec.Preset.SlotsPerEpoch)
            : null;
        var ssz = serving.Row.EncodeItem(item, spec, slot is { } at ? spec.ForkAtSlot(at) : serving.Form);
        serving.Unsent += ssz.Length;
        _network.Tell(new SendChunk(serving.Id, ResponseCode.Success, context, ssz));
    }

    private void Refuse(ulong id, byte code, string reason)
    {
        _network.Tell(new SendChunk(id, code, null, Encoding.UTF8.GetBytes(reason)));
        _network.Tell(new EndResponse(id));
    }
}
