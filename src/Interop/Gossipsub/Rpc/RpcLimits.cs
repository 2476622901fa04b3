namespace Consensoor.Interop.Gossipsub.Rpc;

/// <summary>
/// The most entries of each kind that are taken from one RPC; what is beyond is skipped and counted, and the sender pays for it. An honest
/// peer stays far below.
/// </summary>
public sealed record RpcLimits
{
    /// <summary>The bytes of a topic's name; longer ones are nobody's.</summary>
    public int TopicLength { get; init; } = 256;

    /// <summary>Subscriptions: all topics of two forks, with each subnet, and then some.</summary>
    public int Subscriptions { get; init; } = 1024;

    /// <summary>Messages.</summary>
    public int Messages { get; init; } = 5000;

    /// <summary>Ids of each of IHAVE, IWANT and IDONTWANT.</summary>
    public int Ids { get; init; } = 5000;

    /// <summary>IHAVE entries, GRAFTs and PRUNEs, of each.</summary>
    public int Controls { get; init; } = 1024;
}
