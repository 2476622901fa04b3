namespace Consensoor.Interop.Gossipsub.Rpc;

/// <summary>
/// A decoded RPC (`pubsub/README.md#the-rpc` of libp2p with the control messages of gossipsub 1.0 to 1.3). Topics and data are places in
/// the frame. It is filled again for each frame, so that decoding allocates nothing once the lists have grown.
/// </summary>
public sealed class RpcIn
{
    /// <summary>Subscriptions, in their order.</summary>
    public List<RpcSubscription> Subscriptions { get; } = [];

    /// <summary>Messages, in their order.</summary>
    public List<RpcMessage> Messages { get; } = [];

    /// <summary>IHAVE entries.</summary>
    public List<RpcHave> Haves { get; } = [];

    /// <summary>The ids of all IHAVE entries.</summary>
    public List<MessageId> HaveIds { get; } = [];

    /// <summary>The ids of all IWANT entries.</summary>
    public List<MessageId> Wants { get; } = [];

    /// <summary>The ids of all IDONTWANT entries.</summary>
    public List<MessageId> DontWants { get; } = [];

    /// <summary>The topics of GRAFT entries.</summary>
    public List<ReadOnlyMemory<byte>> Grafts { get; } = [];

    /// <summary>PRUNE entries.</summary>
    public List<RpcPrune> Prunes { get; } = [];

    /// <summary>Ids of a length other than 20, which were left out.</summary>
    public int BadIds { get; internal set; }

    /// <summary>Entries beyond the limits, and those with a topic that is too long, which were left out.</summary>
    public int OverLimit { get; internal set; }

    /// <summary>How often the RPC announces extensions (gossipsub 1.3), which it may once.</summary>
    public int Extensions { get; internal set; }

    /// <summary>True where the peer announced Partial Messages among its extensions.</summary>
    public bool HasPartialMessages { get; internal set; }

    /// <summary>The partial message, where the RPC has one; of several the last.</summary>
    public RpcPartial? Partial { get; internal set; }

    /// <summary>True where nothing is said but of topics: subscriptions, GRAFT and PRUNE.</summary>
    public bool IsOfTopicsAlone => Messages.Count == 0 && Haves.Count == 0 && Wants.Count == 0 && DontWants.Count == 0
        && BadIds == 0 && OverLimit == 0 && Extensions == 0 && Partial is null;

    internal void Clear()
    {
        Subscriptions.Clear();
        Messages.Clear();
        Haves.Clear();
        HaveIds.Clear();
        Wants.Clear();
        DontWants.Clear();
        Grafts.Clear();
        Prunes.Clear();
        (BadIds, OverLimit, Extensions, HasPartialMessages, Partial) = (0, 0, 0, false, null);
    }
}
