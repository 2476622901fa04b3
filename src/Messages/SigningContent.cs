using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Messages;

/// <summary>
/// What a message that cannot be slashed says, besides its root: a signer elsewhere is shown the thing itself, and computes the root by it
/// (`remote-signing-api`, the types of its requests). The epoch is that of the domain.
/// </summary>
public abstract record SigningContent(Epoch Epoch)
{
    /// <summary>An epoch, signed as a block's randao reveal.</summary>
    public sealed record RandaoReveal(Epoch Epoch) : SigningContent(Epoch);

    /// <summary>A slot, signed as an aggregator's selection proof.</summary>
    public sealed record AggregationSlot(Epoch Epoch, Slot Slot) : SigningContent(Epoch);

    /// <summary>An aggregate with its selection proof.</summary>
    public sealed record Aggregate(Epoch Epoch, AggregateAndProof Message) : SigningContent(Epoch);

    /// <summary>A head, signed for the sync committee.</summary>
    public sealed record SyncCommitteeHead(Epoch Epoch, Slot Slot, Root BlockRoot) : SigningContent(Epoch);

    /// <summary>A selection proof of a subcommittee.</summary>
    public sealed record SyncCommitteeSelection(Epoch Epoch, SyncAggregatorSelectionData Data) : SigningContent(Epoch);

    /// <summary>A contribution with its selection proof.</summary>
    public sealed record Contribution(Epoch Epoch, ContributionAndProof Message) : SigningContent(Epoch);

    /// <summary>A vote on a payload.</summary>
    public sealed record PayloadVote(Epoch Epoch, PayloadAttestationData Data) : SigningContent(Epoch);

    /// <summary>A builder's bid.</summary>
    public sealed record Bid(Epoch Epoch, ExecutionPayloadBid Message) : SigningContent(Epoch);

    /// <summary>A payload envelope.</summary>
    public sealed record Envelope(Epoch Epoch, ExecutionPayloadEnvelope Message) : SigningContent(Epoch);

    /// <summary>A proposer's wishes for its slot.</summary>
    public sealed record Preferences(Epoch Epoch, ProposerPreferences Message) : SigningContent(Epoch);

    /// <summary>A validator's exit.</summary>
    public sealed record Exit(Epoch Epoch, VoluntaryExit Message) : SigningContent(Epoch);

    /// <summary>A deposit, under the genesis version of the chain and no genesis validators root.</summary>
    public sealed record Deposit(Epoch Epoch, DepositMessage Message) : SigningContent(Epoch);

    /// <summary>
    /// A registration with relays (`builder-specs`, ValidatorRegistrationV1), the time in Unix seconds, under the genesis version.
    /// </summary>
    public sealed record Registration(Epoch Epoch, ExecutionAddress FeeRecipient, ulong GasLimit, ulong Timestamp, BLSPubkey Pubkey)
        : SigningContent(Epoch);

    /// <summary>A question to a builder (`builder-specs`, BuilderRequestAuth), under the genesis version.</summary>
    public sealed record BuilderRequest(Epoch Epoch, ByteList Data, Slot Slot) : SigningContent(Epoch);
}
