namespace Consensoor.Actors.Network.Gossip;

/// <summary>A batch under way: how many answers (of the pool of work, of chain and pools) it still waits for.</summary>
internal sealed class LaneBatch(ulong id, Slot since)
{
    /// <summary>Its number.</summary>
    public ulong Id => id;

    /// <summary>The slot in which it began.</summary>
    public Slot Since => since;

    /// <summary>Answers it waits for.</summary>
    public int Open { get; set; }
}
