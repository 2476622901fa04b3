using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Multiaddrs;

namespace Consensoor.Interop.Libp2p.Connections;

/// <content>Whom to dial, and when.</content>
public sealed partial class ConnectionManager
{
    private readonly Dictionary<PeerId, KnownPeer> _known = [];
    private readonly HashSet<PeerId> _dialling = [];

    /// <summary>When <see cref="Due"/> may have orders; null where nobody is left to dial.</summary>
    public DateTimeOffset? WakeUp =>
        Wanted().Select(static known => (DateTimeOffset?)known.NextDial).Min();

    /// <summary>
    /// Learns of a peer and where it is. Its standing never falls by it. False where no address can be dialled, or there is no room for one
    /// more: only peers that somebody told of are forgotten for others, those that failed most first.
    /// </summary>
    public bool Learn(PeerId peer, IReadOnlyList<Multiaddr> addresses, PeerStanding standing, DateTimeOffset now)
    {
        Multiaddr[] dialable = [.. addresses.Where(static address => address.LinkEndPoint is { Port: > 0 }).Distinct().Take(8)];
        if (dialable.Length == 0 || peer.Equals(own))
        {
            return false;
        }

        if (!_known.TryGetValue(peer, out var known))
        {
            if (_known.Count >= limits.MaxKnown && !ForgetOne())
            {
                return false;
            }

            _known.Add(peer, known = new KnownPeer(peer) { NextDial = now });
        }

        known.Addresses = dialable;
        known.Standing = known.Standing > standing ? known.Standing : standing;
        return true;
    }

    /// <summary>Forgets a peer, static and trusted ones too; false where it was not known. Its connection stays.</summary>
    public bool Forget(PeerId peer) => _known.Remove(peer);

    /// <summary>
    /// The connections to be made now. Each counts from here on, until <see cref="Closed"/> says that it is over or could not be made.
    /// </summary>
    public IReadOnlyList<DialOrder> Due(DateTimeOffset now)
    {
        var orders = new List<DialOrder>();
        foreach (var known in Wanted().Where(known => known.NextDial <= now).OrderByDescending(static known => known.Standing)
            .ThenBy(static known => known.Failures).ThenBy(static known => known.NextDial).ToArray())
        {
            var isDear = known.Standing >= PeerStanding.Static;
            if (_dialling.Count >= limits.MaxDialing || !HasRoomFor(known.Standing))
            {
                break;
            }

            var group = Group(known.Address.LinkEndPoint!.Address);
            if (known.Standing != PeerStanding.Trusted && (IsBanned(known.Peer, now) || _bannedGroups.TryGet(group, now, out _)))
            {
                // Looked at again later: bans expire.
                known.NextDial = now + limits.FirstBackoff;
            }
            else if (!isDear && _perGroup.GetValueOrDefault(group) >= limits.MaxPerAddress)
            {
                known.NextDial = now + limits.FirstBackoff;
            }
            else
            {
                _dialling.Add(known.Peer);
                orders.Add(
                    new DialOrder(Add(isInbound: false, group, known.Peer, now), known.Peer, known.Address) { Next = known.Next });
            }
        }

        return orders;
    }

    private IEnumerable<KnownPeer> Wanted()
    {
        var room = _dialling.Count < limits.MaxDialing;
        return _known.Values.Where(
            known => room && HasRoomFor(known.Standing) && !_peers.ContainsKey(known.Peer) && !_dialling.Contains(known.Peer));
    }

    private bool HasRoomFor(PeerStanding standing) =>
        standing >= PeerStanding.Static
        || _peers.Count + _dialling.Count < (standing == PeerStanding.Needed ? limits.Max : limits.Target);

    // A peer may connect while it is dialled: the dial goes on.
    private void EndDial(OpenConnection open)
    {
        if (!open.IsInbound)
        {
            _dialling.Remove(open.Peer!);
        }
    }

    private void BackOff(PeerId peer, CloseReason reason, OpenConnection open, DateTimeOffset now)
    {
        if (!_known.TryGetValue(peer, out var known) || reason == CloseReason.Duplicate)
        {
            return;
        }

        // A connection that lived is none that failed, whatever ended it.
        known.Failures = open.IsSecured && now - open.Since >= limits.FirstBackoff ? 0 : known.Failures + 1;
        var isDear = known.Standing >= PeerStanding.Static;
        if (!isDear && known.Failures >= limits.MaxFailures)
        {
            _known.Remove(peer);
            return;
        }

        var longest = isDear ? limits.MaxStaticBackoff : limits.MaxBackoff;
        var backoff = limits.FirstBackoff * Math.Pow(2, Math.Clamp(known.Failures - 1, 0, 20));
        known.NextDial = now + (backoff < longest ? backoff : longest);
    }

    private bool ForgetOne()
    {
        var least = _known.Values
            .Where(known => known.Standing < PeerStanding.Static && !_peers.ContainsKey(known.Peer) && !_dialling.Contains(known.Peer))
            .MaxBy(static known => known.Failures);
        return least is { Failures: > 0 } && _known.Remove(least.Peer);
    }
}
