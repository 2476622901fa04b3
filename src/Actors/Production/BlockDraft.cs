using System.Numerics;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Production;

/// <summary>A block in the making: its base, the parts that were asked for as they come in, and what it has to do without.</summary>
internal sealed class BlockDraft(ulong id, ProposalBase @base, BLSSignature randaoReveal)
{
    private const ulong WeiPerGwei = 1_000_000_000;

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

    /// <summary>From the bid pool; null inside where nobody bids.</summary>
    public PackedBid? Bid { get; set; }

    /// <summary>From the execution layer; always with a payload.</summary>
    public PayloadBuilt? Payload { get; set; }

    /// <summary>Says why there is no payload yet, for when its time is over.</summary>
    public string PayloadProblem { get; set; } = "the execution layer has not answered";

    /// <summary>Set once parts that a block can do without are waited for no longer.</summary>
    public bool IsPatienceOver { get; set; }

    /// <summary>Set while the block is being drafted: what comes meanwhile is too late.</summary>
    public bool IsDrafting { get; set; }

    /// <summary>What did not hold in earlier drafts and is left out.</summary>
    public BlockParts Without { get; set; }

    /// <summary>True where nothing is missing that the block cannot do without, and nothing else that is still waited for.</summary>
    public bool IsReady => (ExecutionParent is null || Payload is not null || BuildersBid is not null)
        && (IsPatienceOver || IsComplete);

    /// <summary>True where everything that was asked for is there.</summary>
    public bool IsComplete =>
        Attestations is not null
        && Operations is not null
        && (SyncAggregate is not null || Fork < ForkName.Altair)
        && (Fork < ForkName.Gloas || (PayloadAttestations is not null && Bid is not null))
        && (Payload is not null || ExecutionParent is null);

    /// <summary>The fork of the slot.</summary>
    public ForkName Fork => @base.State.ForkName;

    /// <summary>The builder's bid to take, null to build oneself: a bid (Gwei) must be worth more than our own payload (wei).</summary>
    public SignedExecutionPayloadBid? BuildersBid =>
        Bid?.Bid is { } bid && Has(BlockParts.BuildersBid)
        && (Payload is null || new BigInteger(bid.Message.Value) * WeiPerGwei > Payload.BlockValue)
            ? bid
            : null;

    /// <summary>True where a part has not been left out.</summary>
    public bool Has(BlockParts part) => (Without & part) == 0;
}
