using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// An execution payload with its transactions and withdrawals replaced by their roots (`bellatrix/beacon-chain.md#executionpayloadheader`).
/// </summary>
[SszContainer(Since = ForkName.Bellatrix)]
public sealed partial record ExecutionPayloadHeader
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

    public Root TransactionsRoot { get; init; }

    [Ssz(Since = ForkName.Capella)]
    public Root WithdrawalsRoot { get; init; }

    [Ssz(Since = ForkName.Deneb)]
    public ulong BlobGasUsed { get; init; }

    [Ssz(Since = ForkName.Deneb)]
    public ulong ExcessBlobGas { get; init; }
}
