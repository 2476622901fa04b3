using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition;

namespace Consensoor.Messages;

/// <summary>
/// Ask production why its blocks of a slot were made as they were; answered with <see cref="ProposalWhy"/>. What it remembers is bounded,
/// and lost by its restart.
/// </summary>
public sealed record GetProposalWhy(Slot Slot);

/// <summary>What is remembered of the blocks that were asked for in a slot, the first one first; none where there is nothing.</summary>
public sealed record ProposalWhy(Slot Slot, IReadOnlyList<ProposalRecord> Records);

/// <summary>What carries the payload of a block that was asked for.</summary>
public enum ProposalDecision
{
    /// <summary>No block was made.</summary>
    None,

    /// <summary>The block carries or promises a payload of this node, or is from before payloads.</summary>
    SelfBuild,

    /// <summary>The block takes a builder's bid.</summary>
    Bid,

    /// <summary>The block is blinded: it takes the header of a builder's payload.</summary>
    Blinded,
}

/// <summary>
/// What was decided about the payload of one block, why, what was weighed and what would have changed it. LocalValue is in wei, null where
/// there was no payload of this node; Drafts are the refused drafts before the last one.
/// </summary>
public sealed record ProposalRecord(
    Slot Slot,
    DateTimeOffset At,
    ProposalDecision Decision,
    string Reason,
    Root? ParentRoot,
    bool BuildsOnFull,
    BuilderIndex? Builder,
    UInt256? LocalValue,
    BidRules? Rules,
    MissingPayloads? Missing,
    IReadOnlyList<WeighedBid> Bids,
    int OtherBids,
    IReadOnlyList<string> Drafts,
    IReadOnlyList<string> Otherwise)
{
    /// <summary>The headers that were weighed, best first (electra, fulu).</summary>
    public IReadOnlyList<WeighedHeader> Headers { get; init; } = [];

    /// <summary>The builders that were asked and gave nothing to weigh, and why.</summary>
    public IReadOnlyList<SilentBuilder> Silent { get; init; } = [];

    /// <summary>When what the block needs was asked for and came.</summary>
    public ProposalTimes Times { get; init; } = new();

    /// <summary>Makes the record of a block that was not even begun.</summary>
    public static ProposalRecord Nothing(Slot slot, DateTimeOffset at, string reason) =>
        new(slot, at, ProposalDecision.None, reason, null, false, null, null, null, null, [], 0, [], []);
}

/// <summary>
/// When a block was asked for, its base stood in the slot, its payload was asked for and came, and all its other parts were there; when its
/// state root was asked for. Null for what did not come to be: PartsAt where the block went without some.
/// </summary>
public sealed record ProposalTimes
{
    /// <summary>When the block was asked for.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>When its parts were asked for: what to build on was known, and its state in the slot.</summary>
    public DateTimeOffset? BaseAt { get; init; }

    /// <summary>When the execution layer was last asked for the payload that it builds.</summary>
    public DateTimeOffset? PayloadAskedAt { get; init; }

    /// <summary>When the payload came.</summary>
    public DateTimeOffset? PayloadAt { get; init; }

    /// <summary>When the last of the other parts came, of pools and builders.</summary>
    public DateTimeOffset? PartsAt { get; init; }

    /// <summary>When its state root was last asked for.</summary>
    public DateTimeOffset? DraftedAt { get; init; }
}

/// <summary>
/// How bids are weighed against a payload of one's own: whether any is taken, the percent of its value that a bid counts for (0: never
/// where there is an own payload), the least value in Gwei, and the slots in which missing payloads are counted, with the numbers from
/// which on no builder is trusted, and one builder.
/// </summary>
public sealed record BidRules(
    bool IsEnabled, ulong BoostFactor, Gwei MinBid, ulong Window, int MaxMissing, int MaxMissingOfBuilder)
{
    /// <summary>Who has to be paid (`fee_recipient`); null where anybody may be.</summary>
    public ExecutionAddress? FeeRecipient { get; init; }

    /// <summary>Whose inclusion lists a bid must not leave out (`is_inclusion_list_bits_inclusive`); null before heze.</summary>
    public BitList? InclusionListBits { get; init; }

    /// <summary>True for a bid that leaves out an inclusion list that is known here.</summary>
    public bool IsLeavingOut(ExecutionPayloadBid bid) =>
        InclusionListBits is { } local && !InclusionListStore.AreInclusive(local, bid.InclusionListBits);
}

/// <summary>
/// The payloads that builders promised in the last slots of a chain and that it does without; until fulu, when the block goes with the
/// payload, its slots without a block.
/// </summary>
public sealed record MissingPayloads(ulong Window, int Count, IReadOnlyDictionary<BuilderIndex, int> ByBuilder)
{
    /// <summary>Gives the number of one builder.</summary>
    public int Of(BuilderIndex builder) => ByBuilder.GetValueOrDefault(builder);
}

/// <summary>A bid that was looked at; Refused says why it could not be taken, null where it could.</summary>
public sealed record WeighedBid(BuilderIndex Builder, Gwei Value, Hash32 BlockHash, int Missing, string? Refused)
{
    /// <summary>Who is paid.</summary>
    public ExecutionAddress FeeRecipient { get; init; }

    /// <summary>True where it leaves out inclusion lists that were known (heze).</summary>
    public bool LeavesOutLists { get; init; }

    /// <summary>What it counts for in Gwei: its value and what of its execution payment counts.</summary>
    public UInt128 Total { get; init; }

    /// <summary>The URL of the builder that was asked for it; null for one of gossip.</summary>
    public string? Url { get; init; }
}

/// <summary>A bid for a base, and what is against it; null where it may be taken.</summary>
public sealed record OfferedBid(SignedExecutionPayloadBid Bid, Refusal? Refusal)
{
    /// <summary>The builder that was asked for it over its API, with what holds for its bids; null for one of gossip.</summary>
    public BuilderEndpoint? Builder { get; init; }
}
