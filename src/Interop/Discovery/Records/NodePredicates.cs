using Consensoor.Spec.Config;

namespace Consensoor.Interop.Discovery.Records;

/// <summary>What is looked for in records. Each costs little: a custody group at most some hundred hashes.</summary>
public static class NodePredicates
{
    /// <summary>Nodes in the same fork of the same chain.</summary>
    public static NodePredicate OfFork(ForkDigest digest) => record => record.Eth2 is { } eth2 && eth2.ForkDigest == digest;

    /// <summary>Nodes that libp2p can dial over TCP.</summary>
    public static NodePredicate Dialable() => static record => record.TcpEndpoint4 is not null || record.TcpEndpoint6 is not null;

    /// <summary>Nodes that say they are on an attestation subnet.</summary>
    public static NodePredicate OnAttestationSubnet(ulong subnet) => record => record.IsOnAttestationSubnet(subnet);

    /// <summary>Nodes that say they are on a sync committee subnet.</summary>
    public static NodePredicate OnSyncSubnet(ulong subnet) => record => record.IsOnSyncSubnet(subnet);

    /// <summary>Nodes that keep a custody group, by their node id and `cgc`.</summary>
    public static NodePredicate Custodies(ChainConfig config, ulong group) =>
        record => NodeSubnets.CustodyGroups(config, record).Contains(group);

    /// <summary>Nodes that all of these hold for; the cheap ones belong first.</summary>
    public static NodePredicate All(params NodePredicate[] predicates) => record =>
    {
        foreach (var predicate in predicates)
        {
            if (!predicate(record))
            {
                return false;
            }
        }

        return true;
    };

    /// <summary>Nodes that any of these holds for.</summary>
    public static NodePredicate Any(params NodePredicate[] predicates) => record => predicates.Any(predicate => predicate(record));
}
