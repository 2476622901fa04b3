namespace Consensoor.Interop.Gossipsub;

/// <summary>How often peers entered and left the mesh of a topic, by why, and how many messages of it had to be asked for.</summary>
public sealed class MeshMoves
{
    private readonly ulong[] _entered = new ulong[Enum.GetValues<GraftReason>().Length];
    private readonly ulong[] _left = new ulong[Enum.GetValues<PruneReason>().Length];

    /// <summary>Messages that peers named (IHAVE) and this node had not, each as often as it was to be asked for.</summary>
    public ulong Missed { get; internal set; }

    /// <summary>Peers that entered for a reason.</summary>
    public ulong Of(GraftReason reason) => _entered[(int)reason];

    /// <summary>Peers that left for a reason.</summary>
    public ulong Of(PruneReason reason) => _left[(int)reason];

    internal void Count(GraftReason reason) => _entered[(int)reason]++;

    internal void Count(PruneReason reason) => _left[(int)reason]++;
}
