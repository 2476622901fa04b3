namespace Consensoor.Messages;

/// <summary>
/// A node of this chain that libp2p can dial, discovery tells the wire: its peer id and its multiaddrs. IsNeeded where it says that it is
/// on a subnet, or keeps a column, that too few of the wire's peers have; then it is dialled beyond the target too.
/// </summary>
public sealed record PeerFound(string PeerId, IReadOnlyList<string> Addresses, bool IsNeeded);

/// <summary>
/// How the wire's peers cover what the node is on, under the digest in force; the wire publishes it each slot. Dialled are the peers that
/// this node connected to, each with the multiaddr it answered at.
/// </summary>
public sealed record PeerCoverage(
    int Peers, int Target, IReadOnlyList<SubnetCoverage> Subnets, IReadOnlyList<(string PeerId, string Address)> Dialled);

/// <summary>How many peers are subscribed to one of the node's subnets.</summary>
public sealed record SubnetCoverage(TopicKind Topic, ulong Subnet, int Peers);

/// <summary>
/// The node's record and addresses are these from now on; discovery publishes it when it starts, whenever they change, and in each slot for
/// who was restarted. Addresses are multiaddrs with the peer id, those that others can reach first.
/// </summary>
public sealed record LocalNodeChanged(string Enr, IReadOnlyList<string> P2pAddresses, IReadOnlyList<string> DiscoveryAddresses);

/// <summary>
/// How discovery stands; published each slot. Counts of bytes, requests, lookups and drops grow from its start, drops by the name of their
/// reason; found are peers that were handed to the wire.
/// </summary>
public sealed record DiscoveryStatus(
    int Nodes,
    int Sessions,
    int Lookups,
    long BytesIn,
    long BytesOut,
    long Datagrams,
    long LookupsStarted,
    long Found,
    long FoundForSubnets,
    IReadOnlyList<(string Reason, long Count)> Drops)
{
    /// <summary>When discovery began: what it counts begins anew with it.</summary>
    public DateTimeOffset Since { get; init; }
}
