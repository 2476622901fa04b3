using Consensoor.Interop.Buffers;
using Consensoor.Interop.Gossipsub.Rpc;
using Consensoor.Interop.Gossipsub.Scores;

namespace Consensoor.Interop.Gossipsub;

/// <summary>
/// The parameters of gossipsub, with the values of `phase0/p2p-interface.md#the-gossip-domain-gossipsub` where it has them and those of
/// `gossipsub-v1.1.md` of libp2p else.
/// </summary>
public sealed record GossipSettings
{
    /// <summary>`D`: peers a mesh aims at.</summary>
    public int D { get; init; } = 8;

    /// <summary>`D_low`: fewer are filled up.</summary>
    public int DLow { get; init; } = 6;

    /// <summary>`D_high`: more are pruned.</summary>
    public int DHigh { get; init; } = 12;

    /// <summary>`D_lazy`: peers outside of the mesh that are told of messages, at least.</summary>
    public int DLazy { get; init; } = 6;

    /// <summary>`D_out`: peers of a mesh that this node has dialled, at least.</summary>
    public int DOut { get; init; } = 2;

    /// <summary>`D_score`: peers that stay by their score where a mesh is pruned.</summary>
    public int DScore { get; init; } = 4;

    /// <summary>The share of peers outside of the mesh that are told of messages.</summary>
    public double GossipFactor { get; init; } = 0.25;

    /// <summary>`heartbeat_interval`.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromMilliseconds(700);

    /// <summary>`fanout_ttl`: how long peers are kept for a topic that is published to and not subscribed.</summary>
    public TimeSpan FanoutTtl { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>`mcache_len`: heartbeats for which a message is kept for IWANT.</summary>
    public int CacheLength { get; init; } = 6;

    /// <summary>`mcache_gossip`: heartbeats for which a message is told of by IHAVE.</summary>
    public int CacheGossip { get; init; } = 3;

    /// <summary>`seen_ttl`: how long an id is known, two epochs of 32 slots of 12 seconds.</summary>
    public TimeSpan SeenTtl { get; init; } = TimeSpan.FromSeconds(768);

    /// <summary>Time until a pruned peer may be grafted again.</summary>
    public TimeSpan PruneBackOff { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The same where the topic was left.</summary>
    public TimeSpan UnsubscribeBackOff { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest back-off a peer may name; longer ones are cut.</summary>
    public TimeSpan MaxBackOff { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A GRAFT that comes so soon after a PRUNE is an offence twice.</summary>
    public TimeSpan GraftFlood { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>True where own messages go to every peer that is subscribed, not to the mesh alone.</summary>
    public bool FloodPublish { get; init; } = true;

    /// <summary>Time between two looks at whether a mesh should take in better peers.</summary>
    public TimeSpan OpportunisticGraft { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many better peers it takes in then.</summary>
    public int OpportunisticGraftPeers { get; init; } = 2;

    /// <summary>
    /// RPCs with IHAVE heard of a peer a heartbeat; some implementations send one a topic. From twice as many on each is an offence.
    /// </summary>
    public int MaxIHaveMessages { get; init; } = 64;

    /// <summary>Ids in one IHAVE, and asked of one peer a heartbeat.</summary>
    public int MaxIHaveLength { get; init; } = 5000;

    /// <summary>How long a peer may take with what it told of and was asked for; one id of each question is watched.</summary>
    public TimeSpan IWantFollowUp { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Peers of which one message may be asked for within that time.</summary>
    public int MaxIWantPeers { get; init; } = 3;

    /// <summary>How often a peer gets one message by IWANT.</summary>
    public int GossipRetransmission { get; init; } = 3;

    /// <summary>Bytes of answers to IWANT a heartbeat and peer; what is beyond is not answered.</summary>
    public long MaxIWantBytes { get; init; } = 24 * 1024 * 1024;

    /// <summary>Messages of so many bytes on the wire are announced by IDONTWANT.</summary>
    public int IDontWantSize { get; init; } = 1024;

    /// <summary>Ids of IDONTWANT heard of a peer a heartbeat; what is beyond is not heard.</summary>
    public int MaxIDontWant { get; init; } = 1000;

    /// <summary>Heartbeats for which an IDONTWANT is honoured.</summary>
    public int IDontWantLife { get; init; } = 3;

    /// <summary>`MAX_PAYLOAD_SIZE` in bytes, which bounds the uncompressed payload of every topic.</summary>
    public long MaxPayloadSize { get; init; } = 10 * 1024 * 1024;

    /// <summary>True where Partial Messages are spoken with peers of gossipsub 1.3 that announce them too.</summary>
    public bool HasPartialMessages { get; init; }

    /// <summary>Bytes of a group id heard of a peer, at least one.</summary>
    public int MaxPartialGroup { get; init; } = 64;

    /// <summary>Bytes of parts metadata heard of a peer.</summary>
    public int MaxPartialMetadata { get; init; } = 2048;

    /// <summary>Partial messages heard of a peer a heartbeat; the others are not heard. From twice as many on each is an offence.</summary>
    public int MaxPartials { get; init; } = 2048;

    /// <summary>Bytes of partial messages sent to a peer a heartbeat; what is beyond is not sent.</summary>
    public long MaxPartialBytes { get; init; } = 24 * 1024 * 1024;

    /// <summary>Bounds of memory.</summary>
    public GossipLimits Limits { get; init; } = new();

    /// <summary>Where the buffers of large messages come from.</summary>
    public SharedBytesPool Pool { get; init; } = SharedBytesPool.Default;

    /// <summary>Bounds of one RPC.</summary>
    public RpcLimits Rpc { get; init; } = new();

    /// <summary>The score.</summary>
    public ScoreParameters Scores { get; init; } = new();

    /// <summary>Says whether a topic can be one of this network, now or soon; subscriptions to others are not kept.</summary>
    public Func<string, bool> IsTopic { get; init; } = static _ => true;

    /// <summary>`max_message_size()` (`phase0/p2p-interface.md#max_message_size`): the bound of a frame.</summary>
    public int MaxMessageSize =>
        (int)Math.Min(Math.Max(SnappyBlock.MaxCompressedLength(MaxPayloadSize) + 1024, 1024 * 1024), Array.MaxLength);
}
