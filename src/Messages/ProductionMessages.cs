using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Messages;

/// <summary>
/// What production is asked, by validators and the API alike; the sender is answered once, with what it asks for or with
/// <see cref="NotProduced"/>.
/// </summary>
public interface IProductionQuestion
{
    /// <summary>The asker's number of the question, which the answer carries.</summary>
    ulong RequestId { get; }

    /// <summary>The slot that is produced for.</summary>
    Slot Slot { get; }
}

/// <summary>
/// Make a block for a slot with a randao reveal; answered with <see cref="BlockProduced"/>, or where the asker takes blinded blocks with
/// <see cref="BlindedBlockProduced"/>, by the end of the slot at the latest.
/// </summary>
public sealed record ProduceBlock(ulong RequestId, Slot Slot, BLSSignature RandaoReveal) : IProductionQuestion
{
    /// <summary>Thirty-two bytes of the asker's own; null for the node's.</summary>
    public Bytes32? Graffiti { get; init; }

    /// <summary>What holds for bids; null for what the node was told of the proposer.</summary>
    public BuilderTerms? Builders { get; init; }

    /// <summary>The factor in percent for all bids, of gossip and of builders that are asked; null for what holds else.</summary>
    public ulong? BoostFactor { get; init; }

    /// <summary>True where the asker signs blinded blocks too, so that builders are asked for headers (electra, fulu).</summary>
    public bool TakesBlinded { get; init; }

    /// <summary>True where the asker wants to know what the block is worth to its proposer besides its payload.</summary>
    public bool IsValued { get; init; }
}

/// <summary>A block that holds, whole or blinded, still without its signature.</summary>
public interface IBlockProduced
{
    /// <summary>The asker's number of the question.</summary>
    ulong RequestId { get; }

    /// <summary>What the block is worth to its proposer besides its payload, in Gwei; null where nobody wanted to know.</summary>
    Gwei? Reward { get; }
}

/// <summary>
/// Whose blocks are made here: their payloads are prepared ahead of their slots. Told again each slot, each time in place of what was told
/// before.
/// </summary>
public sealed record ProposersHere(IReadOnlyCollection<BLSPubkey> Pubkeys);

/// <summary>
/// A block that holds, still without its signature; State is its parent's, advanced to the slot. Payload is what the proposer has to
/// deliver, null where a builder does or the block carries it.
/// </summary>
public sealed record BlockProduced(ulong RequestId, BeaconBlock Block, BeaconState State, PayloadBuilt? Payload) : IBlockProduced
{
    /// <inheritdoc/>
    public Gwei? Reward { get; init; }

    /// <summary>The URL of the builder whose bid it takes and that waits for the signed block; null where none does.</summary>
    public string? BuilderUrl { get; init; }

    /// <summary>What the bid it takes counts for in Gwei, its execution payment as far as it counts; null where it takes none.</summary>
    public UInt128? BidTotal { get; init; }
}

/// <summary>
/// A block with a header that holds, still without its signature; once it is signed, the builders at the URLs, all of which offered the
/// header, are to be given it, and no other block of the slot is. Value is what it pays the proposer, in wei; State is its parent's,
/// advanced to the slot.
/// </summary>
public sealed record BlindedBlockProduced(
    ulong RequestId, BlindedBeaconBlock Block, BeaconState State, IReadOnlyList<string> BuilderUrls, UInt256 Value)
    : IBlockProduced
{
    /// <inheritdoc/>
    public Gwei? Reward { get; init; }
}

/// <summary>
/// Make what a committee of the present slot attests to; answered with <see cref="AttestationDataProduced"/>. SeenHead is a block the asker
/// has seen as head: the answer is not from before it.
/// </summary>
public sealed record ProduceAttestationData(ulong RequestId, Slot Slot, CommitteeIndex CommitteeIndex, Root? SeenHead = null)
    : IProductionQuestion;

/// <summary>Answers with the data that a committee's members attest to.</summary>
public sealed record AttestationDataProduced(ulong RequestId, AttestationData Data);

/// <summary>
/// Make the best aggregate of a committee's votes for some data, which before electra names the committee itself (CommitteeIndex may then
/// be null); answered with <see cref="AggregateProduced"/>.
/// </summary>
public sealed record ProduceAggregate(ulong RequestId, Slot Slot, CommitteeIndex? CommitteeIndex, Root AttestationDataRoot)
    : IProductionQuestion;

/// <summary>Answers with the aggregate of most votes that the pool knows for the data.</summary>
public sealed record AggregateProduced(ulong RequestId, Attestation Aggregate);

/// <summary>
/// Make the best contribution of a subcommittee's signatures over a block; answered with <see cref="SyncCommitteeContributionProduced"/>.
/// </summary>
public sealed record ProduceSyncCommitteeContribution(ulong RequestId, Slot Slot, ulong SubcommitteeIndex, Root BeaconBlockRoot)
    : IProductionQuestion;

/// <summary>Answers with the contribution of most signatures that the pool knows for the subcommittee.</summary>
public sealed record SyncCommitteeContributionProduced(ulong RequestId, SyncCommitteeContribution Contribution);

/// <summary>
/// Make what the payload timeliness committee of the present slot attests to, as of now; answered with
/// <see cref="PayloadAttestationDataProduced"/>.
/// </summary>
public sealed record ProducePayloadAttestationData(ulong RequestId, Slot Slot) : IProductionQuestion;

/// <summary>What the payload timeliness committee attests to.</summary>
public sealed record PayloadAttestationDataProduced(ulong RequestId, PayloadAttestationData Data);

/// <summary>
/// Make what a member of the inclusion list committee of the present slot lists, heze on; answered with
/// <see cref="InclusionListProduced"/>.
/// </summary>
public sealed record ProduceInclusionList(ulong RequestId, Slot Slot) : IProductionQuestion;

/// <summary>
/// What a member lists: transactions that wait at the execution layer, none where none do, and the block by which the committee is known
/// (`heze/validator.md#inclusion-list-proposal`).
/// </summary>
public sealed record InclusionListProduced(ulong RequestId, Root DependentRoot, SszList<ByteList> Transactions);

/// <summary>There is no answer, and why, for programs and for people.</summary>
public sealed record NotProduced(ulong RequestId, Slot Slot, ProductionRefusal Refusal, string Reason);

/// <summary>Says why production has no answer, for who asked to act upon.</summary>
public enum ProductionRefusal
{
    /// <summary>The chain has no head yet: it is still being loaded from storage.</summary>
    NoHead,

    /// <summary>The head is too far behind the clock.</summary>
    NotSynced,

    /// <summary>The execution layer has not decided about the head's payload.</summary>
    Optimistic,

    /// <summary>The execution layer did not give what was asked of it.</summary>
    Unavailable,

    /// <summary>The slot has not begun, so that nobody could attest or propose in it.</summary>
    FutureSlot,

    /// <summary>The slot is over, has a block already, or lacks what was asked for in its fork.</summary>
    UnknownSlot,

    /// <summary>The slot has no committee of that index.</summary>
    UnknownCommittee,

    /// <summary>Nothing was seen of what was asked for.</summary>
    NothingSeen,

    /// <summary>It was not done in its time.</summary>
    TooLate,

    /// <summary>As many questions as fit are open already.</summary>
    Overloaded,

    /// <summary>What was made breaks a condition of the protocol, which is a fault of this node.</summary>
    Invalid,

    /// <summary>The randao reveal that the asker gave does not hold.</summary>
    InvalidReveal,
}
