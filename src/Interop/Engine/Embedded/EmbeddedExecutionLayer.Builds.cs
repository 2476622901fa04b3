using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Embedded;

/// <content>The payloads that it builds.</content>
public sealed partial class EmbeddedExecutionLayer
{
    /// <summary>
    /// `engine_getPayload`: the payload under an id, or an error where the id is unknown. It takes what waits in the mempool when it is
    /// fetched first, and is the same from then on: a build that nobody fetches takes nothing.
    /// </summary>
    public PayloadBuilt GetPayload(GetPayload request)
    {
        if (!_builds.TryGetValue(request.PayloadId, out var begun))
        {
            return new PayloadBuilt(
                request.RequestId, null, default, BuiltBlobs.None, null, $"no payload under the id {request.PayloadId}");
        }

        if (begun.Built is null)
        {
            begun = begun with { Built = Build(begun.Fork, begun.Parent, begun.Attributes) };
            _builds[request.PayloadId] = begun;
        }

        return begun.Built with { RequestId = request.RequestId };
    }

    private static Bytes8 PayloadId(ExecutionBlock head, ForkName fork, BuildAttributes attributes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> numbers = stackalloc byte[28];
        BinaryPrimitives.WriteUInt64LittleEndian(numbers, attributes.Timestamp);
        BinaryPrimitives.WriteUInt64LittleEndian(numbers[8..], attributes.SlotNumber ?? 0);
        BinaryPrimitives.WriteUInt64LittleEndian(numbers[16..], attributes.TargetGasLimit ?? 0);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[24..], (int)fork);
        hash.AppendData(numbers);
        hash.AppendData(head.Hash.AsSpan());
        hash.AppendData(attributes.PrevRandao.AsSpan());
        hash.AppendData(attributes.SuggestedFeeRecipient.AsSpan());
        hash.AppendData((attributes.ParentBeaconBlockRoot ?? default).AsSpan());
        Span<byte> item = stackalloc byte[44];
        foreach (var withdrawal in attributes.Withdrawals ?? [])
        {
            BinaryPrimitives.WriteUInt64LittleEndian(item, withdrawal.Index);
            BinaryPrimitives.WriteUInt64LittleEndian(item[8..], withdrawal.ValidatorIndex);
            BinaryPrimitives.WriteUInt64LittleEndian(item[16..], withdrawal.Amount);
            withdrawal.Address.AsSpan().CopyTo(item[24..]);
            hash.AppendData(item);
        }

        foreach (var transaction in attributes.InclusionListTransactions)
        {
            BinaryPrimitives.WriteInt32LittleEndian(item, transaction.Length);
            hash.AppendData(item[..4]);
            hash.AppendData(transaction.AsSpan());
        }

        return new Bytes8(hash.GetHashAndReset().AsSpan(0, 8));
    }

    private PayloadBuilt Build(ForkName fork, ExecutionBlock parent, BuildAttributes attributes)
    {
        var number = parent.Number + 1;
        var contents = _mempool.Take(fork, number, attributes.InclusionListTransactions);
        var gasUsed = contents.GasUsed;
        var payload = new ExecutionPayload
        {
            ParentHash = parent.Hash,
            FeeRecipient = attributes.SuggestedFeeRecipient,
            LogsBloom = ByteList.Create(new byte[256]),
            PrevRandao = attributes.PrevRandao,
            BlockNumber = number,
            GasLimit = NextGasLimit(parent.GasLimit, Math.Max(attributes.TargetGasLimit ?? parent.GasLimit, MinGasLimit)),
            GasUsed = gasUsed,
            Timestamp = attributes.Timestamp,
            ExtraData = ByteList.Create("consensoor"u8),
            BaseFeePerGas = (UInt256)(BigInteger)BaseFee(parent),
            Transactions = contents.Transactions,
            Withdrawals = attributes.Withdrawals ?? [],
            BlobGasUsed = fork >= ForkName.Deneb ? GasPerBlob * (ulong)contents.Blobs.Blobs.Count : 0,
            ExcessBlobGas = fork >= ForkName.Deneb ? ExcessBlobGas(parent, fork) : 0,
            BlockAccessList = fork >= ForkName.Gloas ? ByteList.Create(Rlp.List()) : ByteList.Empty,
            SlotNumber = attributes.SlotNumber ?? 0,
        };
        payload = payload with
        {
            StateRoot = Commitment("state"u8, parent, payload),
            ReceiptsRoot = Commitment("receipts"u8, parent, payload),
        };
        var requests = fork >= ForkName.Electra ? contents.Requests : null;
        payload = payload with { BlockHash = BlockHeader.Hash(_spec.Ssz(fork), payload, attributes.ParentBeaconBlockRoot, requests) };
        return new PayloadBuilt(0, payload, default, contents.Blobs, requests, null);
    }

    // Stands in for executing the transactions: a commitment to the parent's state and all that would have changed it.
    private static Hash32 Commitment(ReadOnlySpan<byte> kind, ExecutionBlock parent, ExecutionPayload payload) => BlockHeader.Keccak(
    [
        .. kind,
        .. parent.StateRoot.AsSpan(),
        .. BlockHeader.TransactionsRoot(payload).AsSpan(),
        .. BlockHeader.WithdrawalsRoot(payload).AsSpan(),
    ]);

    private static ulong NextGasLimit(ulong parent, ulong target)
    {
        var step = (parent / GasLimitBoundDivisor) - 1;
        return target > parent ? Math.Min(target, parent + step) : Math.Max(target, parent - step);
    }

    private static ulong BaseFee(ExecutionBlock parent)
    {
        var target = parent.GasLimit / ElasticityMultiplier;
        var fee = (UInt128)parent.BaseFeePerGas;
        if (parent.GasUsed == target)
        {
            return parent.BaseFeePerGas;
        }

        var distance = parent.GasUsed > target ? parent.GasUsed - target : target - parent.GasUsed;
        var delta = (ulong)(fee * distance / target / BaseFeeMaxChangeDenominator);
        return parent.GasUsed > target ? parent.BaseFeePerGas + Math.Max(delta, 1) : parent.BaseFeePerGas - delta;
    }

    // EIP-4844 with a target of two thirds of the maximum, as the blob schedules of the public networks have it.
    private ulong ExcessBlobGas(ExecutionBlock parent, ForkName fork)
    {
        var max = fork >= ForkName.Electra ? _spec.Config.MaxBlobsPerBlockElectra : _spec.Config.MaxBlobsPerBlock;
        var target = GasPerBlob * (max * 2 / 3);
        var total = parent.ExcessBlobGas + parent.BlobGasUsed;
        return total < target ? 0 : total - target;
    }
}
