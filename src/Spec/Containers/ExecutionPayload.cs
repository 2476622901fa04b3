using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>An execution block as the consensus layer carries it (`bellatrix/beacon-chain.md#executionpayload`).</summary>
[SszContainer(Since = ForkName.Bellatrix, ProgressiveSince = ForkName.Gloas)]
public sealed partial record ExecutionPayload
{
    public Hash32 ParentHash { get; init; }

    public ExecutionAddress FeeRecipient { get; init; }

    public Bytes32 StateRoot { get; init; }

    public Bytes32 ReceiptsRoot { get; init; }

    [Ssz("ByteVector[BYTES_PER_LOGS_BLOOM]")]
    public ByteList LogsBloom { get; init; } = ByteList.Empty;

    public Bytes32 PrevRandao { get; init; }

    public ulong BlockNumber { get; init; }

    public ulong GasLimit { get; init; }

    public ulong GasUsed { get; init; }

    public ulong Timestamp { get; init; }

    [Ssz("ByteList[MAX_EXTRA_DATA_BYTES]")]
    public ByteList ExtraData { get; init; } = ByteList.Empty;

    public UInt256 BaseFeePerGas { get; init; }

    public Hash32 BlockHash { get; init; }

    [Ssz("List[ByteList[MAX_BYTES_PER_TRANSACTION], MAX_TRANSACTIONS_PER_PAYLOAD]")]
    [Ssz("ProgressiveList[ProgressiveByteList]", Since = ForkName.Gloas)]
    public SszList<ByteList> Transactions { get; init; } = [];

    [Ssz("List[Withdrawal, MAX_WITHDRAWALS_PER_PAYLOAD]", Since = ForkName.Capella)]
    [Ssz("ProgressiveList[Withdrawal]", Since = ForkName.Gloas)]
    public SszList<Withdrawal> Withdrawals { get; init; } = [];

    [Ssz(Since = ForkName.Deneb)]
    public ulong BlobGasUsed { get; init; }

    [Ssz(Since = ForkName.Deneb)]
    public ulong ExcessBlobGas { get; init; }

    [Ssz("ProgressiveByteList", Since = ForkName.Gloas)]
    public ByteList BlockAccessList { get; init; } = ByteList.Empty;

    [Ssz(Since = ForkName.Gloas)]
    public ulong SlotNumber { get; init; }
}
