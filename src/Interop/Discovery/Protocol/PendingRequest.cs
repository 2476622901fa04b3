using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Table;
using Consensoor.Interop.Discovery.Wire;

namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>A request that is under way: what was sent where, until when it counts, and what has come of its answer.</summary>
internal sealed class PendingRequest(NodeContact contact, DiscoveryMessage message, PendingPurpose purpose, long lookup)
{
    public NodeContact Contact { get; } = contact;

    public NodeAt Peer { get; } = new(contact.NodeId, contact.Endpoint);

    public DiscoveryMessage Message { get; } = message;

    public PendingPurpose Purpose { get; } = purpose;

    /// <summary>The lookup it is a step of.</summary>
    public long Lookup { get; } = lookup;

    /// <summary>The nonce of the packet it went out in last, which a WHOAREYOU names.</summary>
    public PacketNonce Nonce { get; set; }

    public DateTimeOffset Deadline { get; set; }

    /// <summary>The keys of the handshake it went out in; they hold when the answer decrypts by them.</summary>
    public SessionCipher? Tentative { get; set; }

    public bool IsOver { get; set; }

    /// <summary>How many NODES were said to come; 0 before the first.</summary>
    public int Total { get; set; }

    public int Received { get; set; }

    public List<Enr> Records { get; } = [];
}
