using Consensoor.Messages;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// What peers are told of this node. It outlives restarts of the requests' actor, which has each peer's status asked, and so its own told,
/// before others have said all of it again.
/// </summary>
internal sealed class OwnState
{
    /// <summary>The chain as it was last published; null before there is a head.</summary>
    public ChainView? View { get; set; }

    /// <summary>The first slot from which on columns are here.</summary>
    public Slot EarliestColumns { get; set; }

    /// <summary>The first slot from which on blobs are here.</summary>
    public Slot EarliestBlobs { get; set; }

    /// <summary>The slot of the oldest block of the chain that is here, 0 from genesis on; null until storage has said.</summary>
    public Slot? OldestBlock { get; set; }

    /// <summary>The node's metadata; null until it was said.</summary>
    public Spec.Containers.MetaData? MetaData { get; set; }

    /// <summary>The slot of the oldest block that is here, by storage or else by the view.</summary>
    public Slot Oldest => OldestBlock ?? View?.OldestSlot ?? 0;

    /// <summary>The first slot of which all is here that the specification has one serve.</summary>
    public Slot EarliestAvailable => Math.Max(Oldest, Math.Max(EarliestColumns, EarliestBlobs));
}
