using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;

namespace Consensoor.Interop.Engine.Embedded;

/// <summary>
/// The execution block hash of a payload: keccak256 over the RLP header of its fork (EIP-1559, 4895, 4844, 4788, 7685, 7928, 7843).
/// </summary>
public static class BlockHeader
{
    // keccak256(rlp([])): a block after the merge has no ommers.
    private static readonly Hash32 EmptyOmmersHash = Hash32.Parse("0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347");

    /// <summary>
    /// The hash that `payload.block_hash` must be. Requests are null before electra, the parent beacon block root before deneb.
    /// </summary>
    public static Hash32 Hash(SszContext context, ExecutionPayload payload, Root? parentBeaconBlockRoot, ExecutionRequests? requests)
    {
        var requestsHash = context.Fork >= ForkName.Electra ? RequestsHash(context, requests) : [];
        return Hash(ExecutionForks.Of(context.Fork), payload, parentBeaconBlockRoot ?? default, requestsHash, difficulty: 0, nonce: 0);
    }

    /// <summary>The hash of a block with the fields of a payload and those that only a genesis may choose.</summary>
    internal static Hash32 Hash(
        ExecutionFork fork, ExecutionPayload payload, Root parentBeaconBlockRoot, byte[] requestsHash, BigInteger difficulty, ulong nonce)
    {
        var nonceBytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(nonceBytes, nonce);
        var items = new List<byte[]>
        {
            Rlp.Bytes(payload.ParentHash.AsSpan()),
            Rlp.Bytes(EmptyOmmersHash.AsSpan()),
            Rlp.Bytes(payload.FeeRecipient.AsSpan()),
            Rlp.Bytes(payload.StateRoot.AsSpan()),
            Rlp.Bytes(TransactionsRoot(payload).AsSpan()),
            Rlp.Bytes(payload.ReceiptsRoot.AsSpan()),
            Rlp.Bytes(payload.LogsBloom.AsSpan()),
            BigEndian(difficulty),
            Rlp.Integer(payload.BlockNumber),
            Rlp.Integer(payload.GasLimit),
            Rlp.Integer(payload.GasUsed),
            Rlp.Integer(payload.Timestamp),
            Rlp.Bytes(payload.ExtraData.AsSpan()),
            Rlp.Bytes(payload.PrevRandao.AsSpan()),
            Rlp.Bytes(nonceBytes),
        };
        if (fork >= ExecutionFork.London)
        {
            items.Add(BigEndian(payload.BaseFeePerGas));
        }

        if (fork >= ExecutionFork.Shanghai)
        {
            items.Add(Rlp.Bytes(WithdrawalsRoot(payload).AsSpan()));
        }

        if (fork >= ExecutionFork.Cancun)
        {
            items.Add(Rlp.Integer(payload.BlobGasUsed));
            items.Add(Rlp.Integer(payload.ExcessBlobGas));
            items.Add(Rlp.Bytes(parentBeaconBlockRoot.AsSpan()));
        }

        if (fork >= ExecutionFork.Prague)
        {
            items.Add(Rlp.Bytes(requestsHash));
        }

        if (fork >= ExecutionFork.Amsterdam)
        {
            items.Add(Rlp.Bytes(Keccak(payload.BlockAccessList.AsSpan()).AsSpan()));
            items.Add(Rlp.Integer(payload.SlotNumber));
        }

        return Keccak(Rlp.List(items));
    }

    /// <summary>
    /// Computes the root of the Merkle-Patricia trie of a payload's transactions, as the execution block's header has it.
    /// </summary>
    public static Hash32 TransactionsRoot(ExecutionPayload payload) =>
        OrderedTrie.Root([.. payload.Transactions.AsSpan().ToArray().Select(static transaction => transaction.AsSpan().ToArray())]);

    /// <summary>The trie root of the withdrawals (EIP-4895).</summary>
    public static Hash32 WithdrawalsRoot(ExecutionPayload payload) =>
        OrderedTrie.Root([.. payload.Withdrawals.AsSpan().ToArray().Select(static withdrawal => Rlp.List(
            Rlp.Integer(withdrawal.Index),
            Rlp.Integer(withdrawal.ValidatorIndex),
            Rlp.Bytes(withdrawal.Address.AsSpan()),
            Rlp.Integer(withdrawal.Amount)))]);

    /// <summary>Hashes bytes by Keccak-256.</summary>
    public static Hash32 Keccak(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[32];
        Keccak256.Hash(data, hash);
        return new Hash32(hash);
    }

    private static byte[] BigEndian(BigInteger value) => Rlp.BigEndian(value.ToByteArray(isUnsigned: true, isBigEndian: true));

    private static byte[] RequestsHash(SszContext context, ExecutionRequests? requests)
    {
        using var outer = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (requests is not null)
        {
            foreach (var request in ExecutionRequestsLists.GetExecutionRequestsList(requests, context))
            {
                outer.AppendData(SHA256.HashData(request.AsSpan()));
            }
        }

        return outer.GetHashAndReset();
    }
}
