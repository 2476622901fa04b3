using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Network;

/// <summary>
/// The in-process network: every node hears everything the others publish, and each can ask each. It speaks the protocol of the wire
/// network, so that nodes cannot tell the difference. A restart forgets its members, which join again in the next slot (see
/// <see cref="NetworkActor"/>).
/// </summary>
public sealed class GossipHub : ReceiveActor
{
    private readonly SortedDictionary<string, Member> _members = new(StringComparer.Ordinal);
    // Open requests by the hub's number: who asked, under which number, and who answers.
    private readonly Dictionary<ulong, (string Asker, ulong Id, string Peer)> _asked = [];
    private ulong _nextId;

    /// <summary>Builds a hub without members.</summary>
    public GossipHub()
    {
        // Numbers that no earlier hub gave.
        _nextId = (ulong)Context.System.Scheduler.Now.Ticks;
        Receive<JoinGossip>(OnJoin);
        Receive<PublishGossip>(OnPublish);
        Receive<GossipVerdicts>(static _ => { });
        Receive<LeavePeer>(static _ => { });
        Receive<SendRequest>(OnRequest);
        Receive<ResetRequest>(OnReset);
        Receive<SendChunk>(OnChunk);
        Receive<EndResponse>(end => End(end.Id, isLost: false));
        Receive<Terminated>(stopped => OnStopped(stopped.ActorRef));
    }

    /// <summary>Describes a hub without members.</summary>
    public static Props Props() => Akka.Actor.Props.Create(static () => new GossipHub());

    private void OnJoin(JoinGossip join)
    {
        if (_members.TryGetValue(join.Node, out var member) && member.Inbox.Equals(Sender) && member.Since == join.Since)
        {
            return;
        }

        var isNew = member is null;
        if (member is not null)
        {
            Context.Unwatch(member.Inbox);
            EndAllOf(join.Node);
        }

        _members[join.Node] = new Member(Context.Watch(Sender), join.Since);
        foreach (var (name, other) in _members.Where(other => other.Key != join.Node))
        {
            Sender.Tell(new PeerConnected(name));
            if (isNew)
            {
                other.Inbox.Tell(new PeerConnected(join.Node));
            }
        }
    }

    private void OnPublish(PublishGossip publish)
    {
        if (NameOf(Sender) is not { } from)
        {
            return;
        }

        var now = Context.System.Scheduler.Now;
        Member[] others = [.. _members.Where(member => member.Key != from).Select(static member => member.Value)];
        var receivers = publish.IsToHalf ? others[..(others.Length / 2)] : others;
        foreach (var member in receivers)
        {
            member.Inbox.Tell(new GossipReceived(++_nextId, from, publish.Topic, publish.Ssz, now));
        }

        if (publish.Duty is { } duty)
        {
            Sender.Tell(new GossipSent(duty, receivers.Length));
        }
    }

    private void OnRequest(SendRequest request)
    {
        if (NameOf(Sender) is not { } asker || !_members.TryGetValue(request.Peer, out var peer) || request.Peer == asker)
        {
            Sender.Tell(new ResponseEnded(request.Id, IsLost: true));
            return;
        }

        _asked.Add(++_nextId, (asker, request.Id, request.Peer));
        peer.Inbox.Tell(new RequestReceived(_nextId, asker, request.Protocol, request.Ssz));
    }

    private void OnReset(ResetRequest reset)
    {
        var asker = NameOf(Sender);
        foreach (var (id, _) in _asked.Where(asked => asked.Value.Asker == asker && asked.Value.Id == reset.Id).ToArray())
        {
            _asked.Remove(id);
        }
    }

    private void OnChunk(SendChunk chunk)
    {
        Sender.Tell(new ChunkSent(chunk.Id, chunk.Ssz.Length));
        if (_asked.TryGetValue(chunk.Id, out var asked) && _members.TryGetValue(asked.Asker, out var asker))
        {
            asker.Inbox.Tell(new ChunkReceived(asked.Id, chunk.Code, chunk.Context, chunk.Ssz));
        }
    }

    private void End(ulong id, bool isLost)
    {
        if (_asked.Remove(id, out var asked) && _members.TryGetValue(asked.Asker, out var asker))
        {
            asker.Inbox.Tell(new ResponseEnded(asked.Id, isLost));
        }
    }

    private void OnStopped(IActorRef stopped)
    {
        if (NameOf(stopped) is { } name)
        {
            EndAllOf(name);
            _members.Remove(name);
            foreach (var member in _members.Values)
            {
                member.Inbox.Tell(new PeerDisconnected(name));
            }
        }
    }

    private void EndAllOf(string name)
    {
        foreach (var id in _asked.Where(asked => asked.Value.Peer == name || asked.Value.Asker == name)
            .Select(static asked => asked.Key)
            .Order()
            .ToArray())
        {
            End(id, isLost: true);
        }
    }

    private string? NameOf(IActorRef sender) => _members.FirstOrDefault(member => member.Value.Inbox.Equals(sender)).Key;

    private sealed record Member(IActorRef Inbox, DateTimeOffset Since);
}
