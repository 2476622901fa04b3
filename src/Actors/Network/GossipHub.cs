using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Network;

/// <summary>
/// The in-process gossip network: every node hears everything the others publish. It speaks the protocol of the wire network, so that nodes cannot tell the difference.
/// A restart forgets its members, which join again in the next slot (see <see cref="GossipActor"/>).
/// </summary>
public sealed class GossipHub : ReceiveActor
{
    private readonly GossipWindows _windows;
    private readonly SortedDictionary<string, Member> _members = new(StringComparer.Ordinal);
    private ulong _nextId;

    /// <summary>A hub without members.</summary>
    public GossipHub(GossipWindows windows)
    {
        _windows = windows;
        Receive<JoinGossip>(OnJoin);
        Receive<PublishGossip>(OnPublish);
        Receive<GossipVerdict>(verdict => MemberOf(Sender)?.Ledger.Settle(verdict.Id, verdict.Decision));
        Receive<GetGossipPeers>(_ => Sender.Tell(MemberOf(Sender)?.Ledger.Peers() ?? []));
    }

    /// <summary>Props.</summary>
    public static Props Props(GossipWindows windows) => Akka.Actor.Props.Create(() => new GossipHub(windows));

    private void OnJoin(JoinGossip join)
    {
        if (!_members.TryGetValue(join.Node, out var member) || !member.Inbox.Equals(Sender) || member.Since != join.Since)
        {
            _members[join.Node] = new Member(Sender, join.Since, new PeerLedger(_windows));
        }
    }

    private void OnPublish(PublishGossip publish)
    {
        if (NameOf(Sender) is not { } from)
        {
            return;
        }

        var now = Context.System.Scheduler.Now;
        foreach (var (name, member) in _members)
        {
            if (name != from && member.Ledger.TryAdmit(++_nextId, from, publish.Topic.Kind))
            {
                member.Inbox.Tell(new GossipReceived(_nextId, from, publish.Topic, publish.Ssz, now));
            }
        }
    }

    private string? NameOf(IActorRef sender) => _members.FirstOrDefault(member => member.Value.Inbox.Equals(sender)).Key;

    private Member? MemberOf(IActorRef sender) => NameOf(sender) is { } name ? _members[name] : null;

    private sealed record Member(IActorRef Inbox, DateTimeOffset Since, PeerLedger Ledger);
}
