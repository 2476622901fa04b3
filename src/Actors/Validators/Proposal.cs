using System.Numerics;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Validators;

/// <summary>A block of ours in the making: its base, and the parts that were asked for as they come in.</summary>
public sealed class Proposal(ulong requestId, ProposalBase @base, ValidatorIndex proposer, BLSPubkey pubkey, BLSSignature randaoReveal)
{
    private const ulong WeiPerGwei = 1_000_000_000;

    /// <summary>The id all requests for it carry.</summary>
    public ulong RequestId => requestId;

    /// <summary>What it builds on.</summary>
    public ProposalBase Base => @base;

    /// <summary>The slot.</summary>
    public Slot Slot => @base.Slot;

    /// <summary>The validator that proposes.</summary>
    public ValidatorIndex Proposer => proposer;

    /// <summary>Its key.</summary>
    public BLSPubkey Pubkey => pubkey;

    /// <summary>Its randao reveal.</summary>
    public BLSSignature RandaoReveal => randaoReveal;

    /// <summary>The hash of the execution block to build on; null where there is none (before the merge).</summary>
    public Hash32? ExecutionParent { get; init; }

    /// <summary>From the attestation pool.</summary>
    public SszList<Attestation>? Attestations { get; set; }

    /// <summary>From the sync committee pool.</summary>
    public SyncAggregate? SyncAggregate { get; set; }

    /// <summary>From the payload attestation pool.</summary>
    public SszList<PayloadAttestation>? PayloadAttestations { get; set; }

    /// <summary>From the operation pool.</summary>
    public PackedOperations? Operations { get; set; }

    /// <summary>From the bid pool; null inside where nobody bids.</summary>
    public PackedBid? Bid { get; set; }

    /// <summary>From the execution layer.</summary>
    public PayloadBuilt? Payload { get; set; }

    /// <summary>Set once the block is being drafted: what comes later is too late.</summary>
    public bool IsDrafting { get; set; }

    /// <summary>Set where the first draft was refused and the block is tried without operations.</summary>
    public bool IsBare { get; set; }

    /// <summary>True where nothing is missing.</summary>
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
        Bid?.Bid is { } bid && !IsBare && (Payload?.Payload is null || new BigInteger(bid.Message.Value) * WeiPerGwei > Payload.BlockValue)
            ? bid
            : null;
}
