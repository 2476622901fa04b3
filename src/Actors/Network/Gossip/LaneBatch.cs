namespace Consensoor.Actors.Network.Gossip;

/// <summary>A batch under way: how many answers (of the pool of work, of chain and pools) it still waits for.</summary>
internal sealed class LaneBatch(ulong id, Slot? since)
{
    /// <summary>The batch's number, under which answers come back.</summary>
    public ulong Id => id;

    /// <summary>The slot in which the batch began, after which it is given up in time; null until its lane has heard of one.</summary>
    public Slot? Since { get; set; } = since;

    /// <summary>Counts the answers that the batch waits for.</summary>
    public int Open { get; set; }
}
