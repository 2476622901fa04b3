using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Ssz.Codecs;

namespace Consensoor.Spec.Transition.Block;

/// <content>A payload's header.</content>
public static partial class ExecutionPayloads
{
    /// <summary>
    /// The header of a payload of bellatrix to fulu: its fields, with transactions and withdrawals replaced by their roots.
    /// </summary>
    public static ExecutionPayloadHeader HeaderOf(ExecutionPayload payload, SszContext context) => new()
    {
        ParentHash = payload.ParentHash,
        FeeRecipient = payload.FeeRecipient,
        StateRoot = payload.StateRoot,
        ReceiptsRoot = payload.ReceiptsRoot,
        LogsBloom = payload.LogsBloom,
        PrevRandao = payload.PrevRandao,
        BlockNumber = payload.BlockNumber,
        GasLimit = payload.GasLimit,
        GasUsed = payload.GasUsed,
        Timestamp = payload.Timestamp,
        ExtraData = payload.ExtraData,
        BaseFeePerGas = payload.BaseFeePerGas,
        BlockHash = payload.BlockHash,
        TransactionsRoot = TransactionsRootOf(payload, context),
        WithdrawalsRoot = context.Fork >= ForkName.Capella ? WithdrawalsRootOf(payload, context) : default,
        BlobGasUsed = payload.BlobGasUsed,
        ExcessBlobGas = payload.ExcessBlobGas,
    };

    private static Root TransactionsRootOf(ExecutionPayload payload, SszContext context) =>
        ListCodec<ByteList, ByteListCodec<MaxBytesPerTransaction>, MaxTransactionsPerPayload>.Root(payload.Transactions, context);

    private static Root WithdrawalsRootOf(ExecutionPayload payload, SszContext context) =>
        ListCodec<Withdrawal, SszTypeCodec<Withdrawal>, MaxWithdrawalsPerPayload>.Root(payload.Withdrawals, context);

    private readonly struct MaxBytesPerTransaction : ISszLimit
    {
        public static ulong Value(SszContext context) => context.Preset.MaxBytesPerTransaction;
    }

    private readonly struct MaxTransactionsPerPayload : ISszLimit
    {
        public static ulong Value(SszContext context) => context.Preset.MaxTransactionsPerPayload;
    }

    private readonly struct MaxWithdrawalsPerPayload : ISszLimit
    {
        public static ulong Value(SszContext context) => context.Preset.MaxWithdrawalsPerPayload;
    }
}
