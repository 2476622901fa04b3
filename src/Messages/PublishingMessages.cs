using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;

namespace Consensoor.Messages;

/// <summary>What the publisher is told by callers of the Beacon API; each is answered once.</summary>
public interface IPublishingCommand;

/// <summary>
/// Publish messages that came together, each judged by gossip's conditions first; answered with <see cref="PublishedTogether"/>. No message
/// is in it twice.
/// </summary>
public sealed record PublishTogether(IReadOnlyList<Publish> Messages) : IPublishingCommand;

/// <summary>What became of each message, in the order in which they were given.</summary>
public sealed record PublishedTogether(IReadOnlyList<Published> Outcomes)
{
    /// <summary>Says why none of them was looked at: too many wait; null where they were.</summary>
    public string? Overload { get; init; }
}

/// <summary>How much has to be known of a block or envelope before it is sent (`broadcast_validation` of the Beacon API).</summary>
public enum BroadcastValidation
{
    /// <summary>Gossip's conditions hold.</summary>
    Gossip,

    /// <summary>It was imported.</summary>
    Consensus,

    /// <summary>It was imported, and no other of its proposer is known in the slot.</summary>
    ConsensusAndEquivocation,
}

/// <summary>
/// Publish a block with its sidecars, or a payload envelope with its columns, and see it imported; answered with
/// <see cref="PublicationEnded"/>. Root is the block's.
/// </summary>
public sealed record PublishAndImport(Root Root, Slot Slot, BroadcastValidation Validation) : IPublishingCommand
{
    /// <summary>The block; null where it is an envelope.</summary>
    public SignedBeaconBlock? Block { get; init; }

    /// <summary>The URL of the builder whose bid the block takes, which is given it as soon as it was sent; null where none is.</summary>
    public string? BuilderUrl { get; init; }

    /// <summary>The envelope; null where it is a block.</summary>
    public SignedExecutionPayloadEnvelope? Envelope { get; init; }

    /// <summary>The blob sidecars of the block (deneb, electra).</summary>
    public IReadOnlyList<BlobSidecar> Blobs { get; init; } = [];

    /// <summary>The columns of the block (fulu) or of the envelope (gloas on).</summary>
    public IReadOnlyList<DataColumnSidecar> Columns { get; init; } = [];
}

/// <summary>How far a publication came.</summary>
public enum PublicationEnd
{
    /// <summary>It was sent, by this node or others before, and imported.</summary>
    Integrated,

    /// <summary>It was sent; it was refused afterwards, or is not imported yet.</summary>
    Broadcast,

    /// <summary>It was not sent.</summary>
    NotBroadcast,

    /// <summary>It was not sent, since the node cannot judge it now.</summary>
    Unavailable,
}

/// <summary>What became of a publication, and where it was not imported, why.</summary>
public sealed record PublicationEnded(Root Root, PublicationEnd End, string? Reason);
