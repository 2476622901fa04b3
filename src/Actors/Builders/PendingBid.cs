using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Builders;

/// <summary>A payload that is being built for a bid of a builder.</summary>
internal sealed class PendingBid(ulong requestId, OwnBuilder builder, ProposalBase proposal, ProposerPreferences preferences, int builds)
{
    /// <summary>The number that the execution layer's answers carry.</summary>
    public ulong RequestId => requestId;

    /// <summary>Whose bid it becomes.</summary>
    public OwnBuilder Builder => builder;

    /// <summary>What it builds on.</summary>
    public ProposalBase Base => proposal;

    /// <summary>What the proposer of its slot wants.</summary>
    public ProposerPreferences Preferences => preferences;

    /// <summary>How many payloads the builder has begun for the slot.</summary>
    public int Builds => builds;

    /// <summary>The build's number at the execution layer; null before it has begun.</summary>
    public Bytes8? PayloadId { get; set; }

    /// <summary>True from when the payload was asked for.</summary>
    public bool IsAsked { get; set; }

    /// <summary>True once its payload has come, or the news that there is none: it became a bid, or it was said why not.</summary>
    public bool IsOver { get; set; }

    /// <summary>Why nothing comes of it; null where something may.</summary>
    public string? Problem { get; set; }

    /// <summary>True once that was said.</summary>
    public bool IsSaid { get; set; }

    /// <summary>True where it builds on the same as another base, by the same inclusion lists.</summary>
    public bool IsOn(ProposalBase other) =>
        other.Slot == proposal.Slot
        && other.ParentRoot == proposal.ParentRoot
        && other.BuildOnFull == proposal.BuildOnFull
        && other.InclusionLists == proposal.InclusionLists;
}
