namespace Consensoor.Interop.Gossipsub;

/// <summary>
/// What the router keeps at most, whatever strangers send. With the defaults and 200 peers that is: 192 MiB of messages without a verdict,
/// 128 MiB of messages for IWANT, 100 MiB of ids seen, and some 40 MiB of what peers said by subscriptions, IHAVE and IDONTWANT. Besides,
/// up to 64 MiB of buffers wait for the next large messages (<see cref="Buffers.SharedBytesPool"/>).
/// </summary>
public sealed record GossipLimits
{
    /// <summary>Ids that are known. Drop rule: the oldest is forgotten early.</summary>
    public int Seen { get; init; } = 1 << 20;

    /// <summary>Messages that wait for a verdict. Drop rule: the new one is dropped, and may come again.</summary>
    public int Pending { get; init; } = 16 * 1024;

    /// <summary>Their bytes, compressed and not. Drop rule: the same.</summary>
    public long PendingBytes { get; init; } = 192 * 1024 * 1024;

    /// <summary>The same for one peer.</summary>
    public int PendingOfPeer { get; init; } = 4 * 1024;

    /// <summary>The same for one peer.</summary>
    public long PendingBytesOfPeer { get; init; } = 48 * 1024 * 1024;

    /// <summary>How long a message waits for a verdict; then it counts as ignored.</summary>
    public TimeSpan PendingLife { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Bytes of messages kept for IWANT. Drop rule: the oldest.</summary>
    public long CacheBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>Topics a peer may be subscribed to. Drop rule: the new one, an offence.</summary>
    public int TopicsOfPeer { get; init; } = 1024;

    /// <summary>Topics that somebody is subscribed to. Drop rule: the new one.</summary>
    public int Topics { get; init; } = 4096;

    /// <summary>Back-offs of a topic. Drop rule: the new one.</summary>
    public int BackOffs { get; init; } = 4096;

    /// <summary>
    /// Messages asked for by IWANT that have not come. Drop rule: no more are asked for; a peer is asked for half of what is left.
    /// </summary>
    public int Asked { get; init; } = 64 * 1024;

    /// <summary>Events that nobody has taken. Drop rule: the oldest.</summary>
    public int Events { get; init; } = 4096;

    /// <summary>
    /// Copies a peer may send a heartbeat of messages whose bytes are not kept any more, before each is an offence: late IWANT answers and
    /// slow links bring some.
    /// </summary>
    public int StaleCopies { get; init; } = 256;

    /// <summary>RPCs that say nothing, or of topics that nobody is on, of a peer a heartbeat, before each is an offence.</summary>
    public int IdleRpcs { get; init; } = 64;
}
