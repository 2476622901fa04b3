using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Sync;

/// <summary>A range of slots below what is stored, as it comes in.</summary>
internal sealed class BackfillRange(Slot from, Slot last)
{
    /// <summary>The first slot of the range.</summary>
    public Slot From => from;

    /// <summary>The last slot of the range.</summary>
    public Slot Last => last;

    /// <summary>How far it has come.</summary>
    public BackfillStage Stage { get; set; }

    /// <summary>The peer that is asked, or that gave the blocks; null where none was.</summary>
    public string? Peer { get; set; }

    /// <summary>The peer that gave the blocks, while another is asked for payloads.</summary>
    public string? BlocksOf { get; set; }

    /// <summary>The number of the question or of the verification under way; null where none is.</summary>
    public ulong? Question { get; set; }

    /// <summary>When what is under way is given up, or the range may be asked for again.</summary>
    public DateTimeOffset Due { get; set; }

    /// <summary>The rounds of all peers that were in vain.</summary>
    public int Failures { get; set; }

    /// <summary>The peers that were asked in this round.</summary>
    public HashSet<string> Tried { get; } = new(StringComparer.Ordinal);

    /// <summary>The peers that were asked for payload envelopes.</summary>
    public HashSet<string> AskedForEnvelopes { get; } = new(StringComparer.Ordinal);

    /// <summary>The blocks with their roots, in the order of their slots; each the parent of the next.</summary>
    public IReadOnlyList<(Root Root, SignedBeaconBlock Block)> Blocks { get; set; } = [];

    /// <summary>The payload envelopes by the root of their block.</summary>
    public Dictionary<Root, SignedExecutionPayloadEnvelope> Envelopes { get; } = [];

    /// <summary>The roots of blocks whose payload is part of the chain and did not come, once the range is to be kept.</summary>
    public IReadOnlyList<Root> Owed { get; set; } = [];

    /// <summary>True for a slot of the range.</summary>
    public bool Contains(Slot slot) => slot >= from && slot <= last;
}
