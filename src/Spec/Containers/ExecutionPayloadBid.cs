using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// A builder's offer of a payload for one slot; Value and ExecutionPayment are in Gwei (`gloas/beacon-chain.md#executionpayloadbid`).
/// </summary>
[SszContainer(Since = ForkName.Gloas, ProgressiveSince = ForkName.Gloas)]
public sealed partial record ExecutionPayloadBid
{
    public Hash32 ParentBlockHash { get; init; }

    public Root ParentBlockRoot { get; init; }

    public Hash32 BlockHash { get; init; }

    public Bytes32 PrevRandao { get; init; }

    public ExecutionAddress FeeRecipient { get; init; }

    public ulong GasLimit { get; init; }

    public BuilderIndex BuilderIndex { get; init; }

    public Slot Slot { get; init; }

    public Gwei Value { get; init; }

    public Gwei ExecutionPayment { get; init; }

    [Ssz("ProgressiveList[KZGCommitment]")]
    public SszList<KZGCommitment> BlobKzgCommitments { get; init; } = [];

    public Root ExecutionRequestsRoot { get; init; }

    [Ssz("BitVector[INCLUSION_LIST_COMMITTEE_SIZE]", Since = ForkName.Heze)]
    public BitList InclusionListBits { get; init; } = BitList.Empty;
}
