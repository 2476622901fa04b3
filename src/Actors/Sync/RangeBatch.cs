using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Sync;

/// <summary>What a peer gives for a range of slots, as it comes in.</summary>
internal sealed class RangeBatch(string peer, Slot from, ulong count, Slot peerHead)
{
    /// <summary>The peer that is asked.</summary>
    public string Peer => peer;

    /// <summary>The first slot of the range.</summary>
    public Slot From => from;

    /// <summary>The number of slots of the range.</summary>
    public ulong Count => count;

    /// <summary>The slot of the head the peer spoke of, or of the clock where that is earlier.</summary>
    public Slot PeerHead => peerHead;

    /// <summary>The slot of the clock when the range began, by which it is judged to its end what data peers still have to have.</summary>
    public required Slot Clock { get; init; }

    /// <summary>True where the peer claims to have the slots of the range, and a head no later than this node's clock.</summary>
    public required (bool Slots, bool Head) Claims { get; init; }

    /// <summary>The blocks that came, in the order of their slots.</summary>
    public IReadOnlyList<SignedBeaconBlock> Blocks { get; set; } = [];

    /// <summary>The payload envelopes that came (gloas on).</summary>
    public IReadOnlyList<SignedExecutionPayloadEnvelope> Envelopes { get; set; } = [];

    /// <summary>The data columns that came (fulu on), by who gave them, not verified yet.</summary>
    public List<(string Peer, IReadOnlyList<DataColumnSidecar> Columns)> Columns { get; } = [];

    /// <summary>The blob sidecars that came (deneb, electra), by who gave them, each once, not verified yet.</summary>
    public List<(string Peer, IReadOnlyList<BlobSidecar> Blobs)> Blobs { get; } = [];

    /// <summary>The root of the block and the index of each of them, so that each header is hashed once.</summary>
    public HashSet<(Root Root, ulong Index)> GivenBlobs { get; } = [];

    /// <summary>Who is to be asked for blob sidecars yet; null until that is planned.</summary>
    public Queue<string>? BlobPeers { get; set; }

    /// <summary>Who is to be asked for columns yet, and for which; null until that is planned.</summary>
    public Queue<(string Peer, ColumnSet Columns)>? ColumnParts { get; set; }

    /// <summary>The blocks of which the chain has said what became of them.</summary>
    public HashSet<Root> Settled { get; } = [];

    /// <summary>True for a slot of the range.</summary>
    public bool Contains(Slot slot) => slot >= from && slot - from < count;
}
