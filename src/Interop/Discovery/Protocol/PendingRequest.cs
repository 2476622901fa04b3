using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Table;
using Consensoor.Interop.Discovery.Wire;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>A request that is under way: what was sent where, until when it counts, and what has come of its answer.</summary>
internal sealed class PendingRequest(NodeContact contact, DiscoveryMessage message, PendingPurpose purpose, long lookup)
{
    private FairDeadline _time;

    public NodeContact Contact { get; } = contact;

    public NodeAt Peer { get; } = new(contact.NodeId, contact.Endpoint);

    public DiscoveryMessage Message { get; } = message;

    public PendingPurpose Purpose { get; } = purpose;

    /// <summary>The lookup it is a step of.</summary>
    public long Lookup { get; } = lookup;

    /// <summary>The nonce of the packet it went out in last, which a WHOAREYOU names.</summary>
    public PacketNonce Nonce { get; set; }

    /// <summary>When its time is over, unless this side stood still then.</summary>
    public DateTimeOffset Deadline => _time.At ?? DateTimeOffset.MaxValue;

    /// <summary>The keys of the handshake it went out in; they hold when the answer decrypts by them.</summary>
    public SessionCipher? Tentative { get; set; }

    public bool IsOver { get; set; }

    /// <summary>How many NODES were said to come; 0 before the first.</summary>
    public int Total { get; set; }

    public int Received { get; set; }

    public List<Enr> Records { get; } = [];

    /// <summary>It went out now, and has so long to be answered.</summary>
    public void Begin(DateTimeOffset now, TimeSpan time) => _time.Begin(now, time);

    /// <summary>Whether its time is over; false, and once more so long, where this side looks far too late.</summary>
    public bool IsUnanswered(DateTimeOffset now) => _time.IsOver(now);
}
