using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Messages;

/// <summary>
/// Blob sidecars of a block (deneb, electra) that were verified in full: by their lane on gossip, or by the chain where a peer was asked.
/// Published, so that they are kept.
/// </summary>
public sealed record BlobsHeld(Root BlockRoot, IReadOnlyList<BlobSidecar> Blobs)
{
    /// <summary>Where they came from; null where that is not one place.</summary>
    public Source? Source { get; init; }
}

/// <summary>
/// The first slot from which this node can serve every blob sidecar that peers may ask for, 0 where it is all of them; the actor of blobs
/// publishes it in each slot.
/// </summary>
public sealed record BlobsKept(Slot EarliestAvailable);

/// <summary>What the actor of blobs is told.</summary>
public interface IBlobCommand;

/// <summary>Ask for the blob sidecars of a block that are kept, of those indices; answered with <see cref="StoredBlobs"/>.</summary>
public sealed record LoadBlobs(Root BlockRoot, ColumnSet Wanted) : IBlobCommand;

/// <summary>Blob sidecars of a block in the order of their indices, those of the wanted that are here.</summary>
public sealed record StoredBlobs(Root BlockRoot, ColumnSet Wanted, IReadOnlyList<BlobSidecar> Blobs)
{
    /// <summary>True where some cannot be given that were kept, so that what is left out must not be taken for what never was.</summary>
    public bool IsUnavailable { get; init; }
}
