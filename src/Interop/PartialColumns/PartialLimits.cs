namespace Consensoor.Interop.PartialColumns;

/// <summary>What the exchange of cells keeps at most, whatever strangers send, and how long (`consensoor.wire.partial-columns`).</summary>
public sealed record PartialLimits
{
    /// <summary>Groups (a column of a block) that this node has begun. Drop rule: the oldest.</summary>
    public int Groups { get; init; } = 1024;

    /// <summary>Groups that peers name and this node does not know. Drop rule: the new one.</summary>
    public int StrangerGroups { get; init; } = 2048;

    /// <summary>The same of one peer in one topic. Drop rule: the new one, an offence.</summary>
    public int StrangerGroupsOfPeer { get; init; } = 8;

    /// <summary>The same of one peer in all topics: an eighth, which is two blocks of 128 columns each. Drop rule: the new one.</summary>
    public int StrangerGroupsShare => Math.Max(StrangerGroupsOfPeer, StrangerGroups / 8);

    /// <summary>What peers said, of all groups together, an entry a peer and group. Drop rule: the new one.</summary>
    public int Entries { get; init; } = 64 * 1024;

    /// <summary>The same of one peer: a part in 32, which is 16 blocks of 128 columns each. Drop rule: the new one.</summary>
    public int EntriesShare => Math.Max(StrangerGroupsOfPeer, Entries / 32);

    /// <summary>Bytes of cells that nobody verified yet. Drop rule: the new ones.</summary>
    public long WaitingBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>The same of one peer.</summary>
    public long WaitingBytesOfPeer { get; init; } = 4 * 1024 * 1024;

    /// <summary>Headers of one group that are looked at at once. Drop rule: the new one waits for the block.</summary>
    public int HeadersOfGroup { get; init; } = 2;

    /// <summary>Heartbeats for which a begun group is kept after its last new cell.</summary>
    public int Life { get; init; } = 32;

    /// <summary>Heartbeats for which a group is kept that peers name and this node does not know.</summary>
    public int StrangerLife { get; init; } = 24;

    /// <summary>Peers asked for a cell before anybody said that it is there, so that they send it once they have it.</summary>
    public int AskedAhead { get; init; } = 2;

    /// <summary>How long a peer that said it has a cell may take to send it; then others are asked.</summary>
    public TimeSpan AskLife { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long it takes until what was sent and did not come, as the peer says, is sent again.</summary>
    public TimeSpan ResendAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a peer is sent cells of a group again.</summary>
    public int Resends { get; init; } = 3;
}
