using System.Numerics;
using System.Security.Cryptography;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Genesis.Execution;

/// <summary>
/// The genesis block of an execution chain, as a genesis file of geth's form describes it (`genesis.json`), with the block hash that every
/// execution client computes for it.
/// </summary>
public sealed record ExecutionGenesis
{
    private static readonly Hash32 EmptyListHash = BlockHeader.Keccak([0xc0]);

    /// <summary>The last fork of the execution layer that is active in the block, which says what fields its header has.</summary>
    public required ExecutionFork Fork { get; init; }

    /// <summary>The chain id of the execution chain.</summary>
    public required ulong ChainId { get; init; }

    /// <summary>The address of the deposit contract; null where the file names none.</summary>
    public required ExecutionAddress? DepositContract { get; init; }

    /// <summary>The root over the accounts of the file.</summary>
    public required Hash32 StateRoot { get; init; }

    public required Hash32 ParentHash { get; init; }

    public required ExecutionAddress Coinbase { get; init; }

    public required BigInteger Difficulty { get; init; }

    public required ulong Number { get; init; }

    public required ulong GasLimit { get; init; }

    public required ulong GasUsed { get; init; }

    public required ulong Timestamp { get; init; }

    public required byte[] ExtraData { get; init; }

    public required Hash32 MixHash { get; init; }

    public required ulong Nonce { get; init; }

    /// <summary>The base fee in wei; of a block before london none.</summary>
    public required BigInteger BaseFeePerGas { get; init; }

    public required ulong BlobGasUsed { get; init; }

    public required ulong ExcessBlobGas { get; init; }

    public required ulong SlotNumber { get; init; }

    /// <summary>The hash of the block: keccak256 over the RLP header of its fork.</summary>
    public Hash32 Hash()
    {
        var items = new List<byte[]>
        {
            Rlp.Bytes(ParentHash.AsSpan()),
            Rlp.Bytes(EmptyListHash.AsSpan()),
            Rlp.Bytes(Coinbase.AsSpan()),
            Rlp.Bytes(StateRoot.AsSpan()),
            Rlp.Bytes(PatriciaTrie.EmptyRoot.AsSpan()),
            Rlp.Bytes(PatriciaTrie.EmptyRoot.AsSpan()),
            Rlp.Bytes(new byte[256]),
            Rlp.BigEndian(BigEndian(Difficulty)),
            Rlp.Integer(Number),
            Rlp.Integer(GasLimit),
            Rlp.Integer(GasUsed),
            Rlp.Integer(Timestamp),
            Rlp.Bytes(ExtraData),
            Rlp.Bytes(MixHash.AsSpan()),
            Rlp.Bytes(NonceBytes()),
        };
        if (Fork >= ExecutionFork.London)
        {
            items.Add(Rlp.BigEndian(BigEndian(BaseFeePerGas)));
        }

        if (Fork >= ExecutionFork.Shanghai)
        {
            items.Add(Rlp.Bytes(PatriciaTrie.EmptyRoot.AsSpan()));
        }

        if (Fork >= ExecutionFork.Cancun)
        {
            items.Add(Rlp.Integer(BlobGasUsed));
            items.Add(Rlp.Integer(ExcessBlobGas));
            items.Add(Rlp.Bytes(new byte[32]));
        }

        if (Fork >= ExecutionFork.Prague)
        {
            items.Add(Rlp.Bytes(SHA256.HashData([])));
        }

        if (Fork >= ExecutionFork.Amsterdam)
        {
            items.Add(Rlp.Bytes(EmptyListHash.AsSpan()));
            items.Add(Rlp.Integer(SlotNumber));
        }

        return BlockHeader.Keccak(Rlp.List(items));
    }

    /// <summary>What the embedded execution layer remembers of the block.</summary>
    public ExecutionBlock ToBlock() => new(
        Hash(),
        ParentHash,
        Number,
        Timestamp,
        GasLimit,
        GasUsed,
        (ulong)BaseFeePerGas,
        ExcessBlobGas,
        BlobGasUsed,
        new Bytes32(StateRoot.AsSpan()));

    /// <summary>The header of the block as the state of a merged chain carries it, in the form of a fork.</summary>
    public ExecutionPayloadHeader ToPayloadHeader(SszContext context) => ExecutionPayloadHeader.Default(context) with
    {
        ParentHash = ParentHash,
        FeeRecipient = Coinbase,
        StateRoot = new Bytes32(StateRoot.AsSpan()),
        ReceiptsRoot = new Bytes32(PatriciaTrie.EmptyRoot.AsSpan()),
        PrevRandao = new Bytes32(MixHash.AsSpan()),
        BlockNumber = Number,
        GasLimit = GasLimit,
        GasUsed = GasUsed,
        Timestamp = Timestamp,
        ExtraData = ByteList.Create(ExtraData),
        BaseFeePerGas = (UInt256)BaseFeePerGas,
        BlockHash = Hash(),
    };

    private static byte[] BigEndian(BigInteger value) => value.ToByteArray(isUnsigned: true, isBigEndian: true);

    private byte[] NonceBytes()
    {
        var bytes = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, Nonce);
        return bytes;
    }
}
