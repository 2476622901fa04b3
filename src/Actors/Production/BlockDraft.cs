using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition;

namespace Consensoor.Actors.Production;

/// <summary>A block in the making: its base, the parts that were asked for as they come in, and what it has to do without.</summary>
internal sealed class BlockDraft(ulong id, ProposalBase @base, BLSSignature randaoReveal)
{
    private const int MaxRefusedBids = 3;

    private readonly Dictionary<Hash32, string> _refusedBids = [];
    private readonly List<string> _refusals = [];

    /// <summary>The id all requests for it carry.</summary>
    public ulong Id => id;

    /// <summary>What the block builds on: the parent, and the state advanced to the slot.</summary>
    public ProposalBase Base => @base;

    /// <summary>The slot the block is made for.</summary>
    public Slot Slot => @base.Slot;

    /// <summary>The validator that proposes in the slot.</summary>
    public required ValidatorIndex Proposer { get; init; }

    /// <summary>What is said of the proposer, as it was when the draft began.</summary>
    public required ProposerTerms Terms { get; init; }

    /// <summary>The proposer's randao reveal.</summary>
    public BLSSignature RandaoReveal => randaoReveal;

    /// <summary>The hash of the execution block to build on; null where there is none (before the merge).</summary>
    public Hash32? ExecutionParent { get; init; }

    /// <summary>What the attestation pool packed; null until it has answered.</summary>
    public SszList<Attestation>? Attestations { get; set; }

    /// <summary>What the sync committee pool packed; null until it has answered.</summary>
    public SyncAggregate? SyncAggregate { get; set; }

    /// <summary>What the payload attestation pool packed (gloas on); null until it has answered.</summary>
    public SszList<PayloadAttestation>? PayloadAttestations { get; set; }

    /// <summary>What the operation pool packed; null until it has answered.</summary>
    public PackedOperations? Operations { get; set; }

    /// <summary>How bids are weighed.</summary>
    public required BidRules Rules { get; init; }

    /// <summary>The payloads that builders left out in the chain of the base.</summary>
    public required MissingPayloads Missing { get; init; }

    /// <summary>What the bid pool has for the base (gloas on); null until it has answered.</summary>
    public PackedBids? Bids { get; set; }

    /// <summary>True where builders were asked for bids over their API (gloas).</summary>
    public bool AsksBuilders { get; set; }

    /// <summary>What builders gave that were asked; null until all have answered, or are late.</summary>
    public BidsOfBuilders? ApiBids { get; set; }

    /// <summary>True where builders were asked for headers (electra, fulu).</summary>
    public bool AsksHeaders { get; set; }

    /// <summary>The withdrawals that its payload has to have, where builders were asked for headers.</summary>
    public SszList<Withdrawal> Due { get; set; } = [];

    /// <summary>The headers that builders gave; null until all have answered, or are late.</summary>
    public HeadersOfBuilders? Headers { get; set; }

    /// <summary>The build that its payload is taken from; null where none is under way.</summary>
    public PayloadBuild? Build
    {
        get;
        set
        {
            field = value;
            Asked = value?.Ask ?? Asked;
        }
    }

    /// <summary>What the execution layer was asked to build, the same for every build of this draft; null before it was asked.</summary>
    public ForkchoiceUpdated? Asked { get; private set; }

    /// <summary>The build whose payload was asked for last: another's may have come to nothing, which says nothing of this one.</summary>
    public PayloadBuild? Taken { get; set; }

    /// <summary>From the execution layer; always with a payload.</summary>
    public PayloadBuilt? Payload { get; set; }

    /// <summary>Says why there is no payload yet, for when its time is over.</summary>
    public string PayloadProblem { get; set; } = "the execution layer has not answered";

    /// <summary>Set once the operator was told that the payload does not come.</summary>
    public bool HasSaidProblem { get; set; }

    /// <summary>When what was asked for came, as far as it did.</summary>
    public ProposalTimes Times { get; set; } = new();

    /// <summary>Set once parts that a block can do without are waited for no longer.</summary>
    public bool IsPatienceOver { get; set; }

    /// <summary>Set while the block is being drafted: what comes meanwhile is for the next draft, where there is one.</summary>
    public bool IsDrafting { get; set; }

    /// <summary>What came while the block was being drafted, bounded by what was asked: each question is answered once.</summary>
    public Action<BlockDraft>? Meanwhile { get; set; }

    /// <summary>What did not hold in earlier drafts and is left out.</summary>
    public BlockParts Without { get; set; }

    /// <summary>True where nothing is missing that the block cannot do without, and nothing else that is still waited for.</summary>
    public bool IsReady => (ExecutionParent is null || Payload is not null || BuildersBid is not null || Header is not null)
        && (IsPatienceOver || IsComplete);

    /// <summary>True where everything that was asked for is there.</summary>
    public bool IsComplete => HasParts && (Payload is not null || ExecutionParent is null);

    /// <summary>True where everything but the payload is there.</summary>
    public bool HasParts =>
        Attestations is not null
        && Operations is not null
        && (SyncAggregate is not null || Fork < ForkName.Altair)
        && (Fork < ForkName.Gloas || (PayloadAttestations is not null && Bids is not null))
        && (!AsksBuilders || ApiBids is not null)
        && (!AsksHeaders || Headers is not null);

    /// <summary>The fork of the slot.</summary>
    public ForkName Fork => @base.State.ForkName;

    /// <summary>What the block takes by what is here now.</summary>
    public BidChoice Choice => BidChoice.Of(
        Has(BlockParts.BuildersBid) ? [.. Bids?.Offered ?? [], .. ApiBids?.Offered ?? []] : [],
        Payload?.BlockValue,
        Rules,
        Missing,
        _refusedBids,
        IsOverriding);

    private bool IsOverriding => Payload?.ShouldOverrideBuilder == true;

    /// <summary>The builder's bid to take, null to build oneself.</summary>
    public SignedExecutionPayloadBid? BuildersBid => Choice.Bid;

    /// <summary>What blinded block it is by what is here now; none where it is none.</summary>
    public HeaderChoice HeaderChoice => HeaderChoice.Of(
        Has(BlockParts.BuildersBid) ? Headers?.Offered ?? [] : [], Payload?.BlockValue, Rules, Missing, _refusedBids, IsOverriding);

    /// <summary>The builder's bid whose header the block takes; null where it carries a payload.</summary>
    public BuilderBid? Header => AsksHeaders ? HeaderChoice.Bid?.Message : null;

    /// <summary>What refused drafts were refused for, the first one first.</summary>
    public IReadOnlyList<string> Refusals => _refusals;

    /// <summary>The draft came to nothing: what came meanwhile counts from now on.</summary>
    public void Reopen()
    {
        IsDrafting = false;
        Meanwhile?.Invoke(this);
        Meanwhile = null;
    }

    /// <summary>True where a part has not been left out.</summary>
    public bool Has(BlockParts part) => (Without & part) == 0;

    /// <summary>
    /// A draft was refused: leaves out what did not hold, a builder's bid by itself, so that the next one has its turn; then everything.
    /// Returns what the block is tried without, null where nothing is left to leave out.
    /// </summary>
    public string? Refused(Refusal refusal)
    {
        _refusals.Add(refusal.ToString());
        var part = DraftRefusals.PartOf(refusal);
        if (part == BlockParts.All && _refusedBids.Count < MaxRefusedBids && Header is { } header)
        {
            _refusedBids[header.Header.BlockHash] = refusal.ToString();
            return $"the header of {header.Pubkey}";
        }

        if (part == BlockParts.BuildersBid && _refusedBids.Count < MaxRefusedBids && BuildersBid is { Message: var bid })
        {
            _refusedBids[bid.BlockHash] = refusal.ToString();
            return $"the bid of builder {bid.BuilderIndex}";
        }

        if (Without == BlockParts.All)
        {
            return null;
        }

        Without = Without == BlockParts.None ? part : BlockParts.All;
        return Without.ToString();
    }
}
