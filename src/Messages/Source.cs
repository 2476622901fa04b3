namespace Consensoor.Messages;

/// <summary>
/// Where a message came from. It travels with the work to the outcome and decides forwarding, priority, and whose score an outcome changes.
/// A closed hierarchy.
/// </summary>
public abstract record Source
{
    private Source()
    {
    }

    /// <summary>The peer it came from, on gossip or asked for; null where it came from none.</summary>
    public virtual string? PeerId => null;

    /// <summary>The way it came, in a word, for metrics and logs.</summary>
    public abstract string Way { get; }

    /// <summary>
    /// Priority of signatures of blocks and envelopes that came this way; null where they were verified before they were stored.
    /// </summary>
    public abstract WorkPriority? BlockPriority { get; }

    /// <summary>This node: its validators, its builder, a client of its API.</summary>
    public sealed record Own : Source
    {
        /// <summary>The one instance, since there is nothing to tell of it.</summary>
        public static Own Instance { get; } = new();

        /// <inheritdoc/>
        public override string Way => "own";

        /// <inheritdoc/>
        public override WorkPriority? BlockPriority => WorkPriority.Block;
    }

    /// <summary>This node's execution layer, which had the blobs of a block before they came.</summary>
    public sealed record ExecutionLayer : Source
    {
        /// <summary>The one instance, since there is nothing to tell of it.</summary>
        public static ExecutionLayer Instance { get; } = new();

        /// <inheritdoc/>
        public override string Way => "execution-layer";

        /// <inheritdoc/>
        public override WorkPriority? BlockPriority => WorkPriority.Block;
    }

    /// <summary>A peer that sent it on gossip, and the number the network gave the message.</summary>
    public sealed record Peer(string Id, ulong Message) : Source
    {
        /// <inheritdoc/>
        public override string? PeerId => Id;

        /// <inheritdoc/>
        public override string Way => "gossip";

        /// <inheritdoc/>
        public override WorkPriority? BlockPriority => WorkPriority.Block;
    }

    /// <summary>A peer that was asked for it.</summary>
    public sealed record Sync(string Id) : Source
    {
        /// <inheritdoc/>
        public override string? PeerId => Id;

        /// <inheritdoc/>
        public override string Way => "sync";

        /// <inheritdoc/>
        public override WorkPriority? BlockPriority => WorkPriority.Fetched;
    }

    /// <summary>It was read back from this node's own storage at a restart, its signatures verified before.</summary>
    public sealed record Replay : Source
    {
        /// <summary>The one instance, since there is nothing to tell of it.</summary>
        public static Replay Instance { get; } = new();

        /// <inheritdoc/>
        public override string Way => "replay";

        /// <inheritdoc/>
        public override WorkPriority? BlockPriority => null;
    }
}
