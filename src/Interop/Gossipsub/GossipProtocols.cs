namespace Consensoor.Interop.Gossipsub;

/// <summary>The protocol IDs of gossipsub (`phase0/p2p-interface.md#the-gossip-domain-gossipsub`).</summary>
public static class GossipProtocols
{
    private const string Prefix = "/meshsub/";

    /// <summary>Lists the IDs this node offers, the newest first, in which order they are negotiated.</summary>
    public static IReadOnlyList<string> Ids { get; } = [Prefix + "1.3.0", Prefix + "1.2.0", Prefix + "1.1.0"];

    /// <summary>The version of a protocol ID; null where this node does not speak it.</summary>
    public static GossipVersion? Of(string protocol) => protocol switch
    {
        Prefix + "1.1.0" => GossipVersion.V11,
        Prefix + "1.2.0" => GossipVersion.V12,
        Prefix + "1.3.0" => GossipVersion.V13,
        _ => null,
    };
}
