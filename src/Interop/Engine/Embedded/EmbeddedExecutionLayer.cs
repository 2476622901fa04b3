using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Security.Cryptography;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Interop.Engine.Embedded;

/// <summary>
/// An execution layer without an EVM, in process: it builds payloads and checks every payload it is given (block hash, number, time, gas
/// limit, base fee, blob gas, versioned hashes, state and receipts commitments). A state machine: requests in, answers out, no clock and no
/// I/O. It remembers at most <see cref="MaxBlocks"/> blocks and <see cref="MaxBuilds"/> payloads under construction; the oldest go first.
/// </summary>
public sealed partial class EmbeddedExecutionLayer
{
    /// <summary>Blocks that are remembered; 8 hours of 2-second slots.</summary>
    public const int MaxBlocks = 16_384;

    /// <summary>The most payloads under construction that are remembered; the oldest is forgotten for a new one.</summary>
    public const int MaxBuilds = 64;

    private const ulong GasPerBlob = 131_072;
    private const ulong ElasticityMultiplier = 2;
    private const ulong BaseFeeMaxChangeDenominator = 8;
    private const ulong GasLimitBoundDivisor = 1_024;
    private const ulong MinGasLimit = 5_000;

    private readonly ChainSpec _spec;
    private readonly EmbeddedMempool _mempool;
    private readonly BoundedMap<Hash32, ExecutionBlock> _blocks = new(MaxBlocks);
    private readonly BoundedMap<Bytes8, PayloadBuilt> _builds = new(MaxBuilds);
    private readonly ExecutionBlock _beforeMerge;

    /// <summary>
    /// Builds an execution layer that knows one block, the genesis it is given, and takes what it builds with from a mempool.
    /// </summary>
    public EmbeddedExecutionLayer(ChainSpec spec, ExecutionBlock genesis, EmbeddedMempool mempool)
    {
        _spec = spec;
        _mempool = mempool;
        _beforeMerge = genesis with { Hash = default };
        _blocks.Set(genesis.Hash, genesis);
        Head = genesis.Hash;
    }

    /// <summary>The block hash of the last forkchoiceUpdated that was known.</summary>
    public Hash32 Head { get; private set; }

    /// <summary>Hears of each block that is remembered from now on; null for nobody.</summary>
    public Action<ExecutionBlock>? Remembered { get; init; }

    /// <summary>Remembers blocks of an earlier run, in their order.</summary>
    public void Restore(IEnumerable<ExecutionBlock> blocks)
    {
        foreach (var block in blocks)
        {
            _blocks.Set(block.Hash, block);
        }
    }

    /// <summary>The genesis block of every embedded devnet with this gas limit.</summary>
    public static ExecutionBlock Genesis(ulong timestamp, ulong gasLimit = 60_000_000)
    {
        var stateRoot = BlockHeader.Keccak("consensoor embedded genesis"u8);
        Span<byte> time = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(time, timestamp);
        var hash = BlockHeader.Keccak([.. stateRoot.AsSpan(), .. time]);
        return new ExecutionBlock(hash, default, 0, timestamp, gasLimit, 0, 1_000_000_000, 0, 0, stateRoot);
    }

    /// <summary>
    /// The execution block a genesis state stands on: its payload header's, or from gloas on the hash and gas limit that are all it says.
    /// </summary>
    public static ExecutionBlock GenesisOf(BeaconState genesis)
    {
        if (genesis.ForkName >= ForkName.Gloas)
        {
            return Genesis(genesis.GenesisTime) with
            {
                Hash = genesis.LatestBlockHash,
                GasLimit = Math.Max(genesis.LatestExecutionPayloadBid.GasLimit, MinGasLimit)
            };
        }

        return genesis.ForkName >= ForkName.Bellatrix
            && genesis.LatestExecutionPayloadHeader is { } header
            && header.BlockHash != Hash32.Zero
            ? new ExecutionBlock(
                header.BlockHash,
                header.ParentHash,
                header.BlockNumber,
                header.Timestamp,
                header.GasLimit,
                header.GasUsed,
                (ulong)(BigInteger)header.BaseFeePerGas,
                header.ExcessBlobGas,
                header.BlobGasUsed,
                header.StateRoot)
            : Genesis(genesis.GenesisTime);
    }

    /// <summary>The execution block that a chain with a genesis state begins on; the embedded devnet's own, if it is that.</summary>
    public static ExecutionBlock AnchorOf(BeaconState genesis) =>
        Genesis(genesis.GenesisTime) is var own && genesis.ForkName >= ForkName.Gloas && genesis.LatestBlockHash == own.Hash
            ? own
            : GenesisOf(genesis);

    /// <summary>`engine_newPayload`: Valid, Invalid with the reason, or Syncing where the parent is unknown.</summary>
    public NewPayloadResult NewPayload(NewPayload request)
    {
        var payload = request.Request.ExecutionPayload;
        if (!TryGet(payload.ParentHash, out var parent))
        {
            return new NewPayloadResult(request.BlockRoot, EngineVerdict.Syncing, null, null);
        }

        if (Check(request, parent) is { } error)
        {
            return new NewPayloadResult(request.BlockRoot, EngineVerdict.Invalid, parent.Hash, error);
        }

        Remember(payload);
        return new NewPayloadResult(request.BlockRoot, EngineVerdict.Valid, payload.BlockHash, null);
    }

    /// <summary>
    /// `engine_forkchoiceUpdated`: Valid, with a payload id where attributes were given, or Syncing where the head is unknown.
    /// </summary>
    public ForkchoiceUpdatedResult ForkchoiceUpdated(ForkchoiceUpdated request)
    {
        if (!TryGet(request.HeadBlockHash, out var head))
        {
            return new ForkchoiceUpdatedResult(request.RequestId, EngineVerdict.Syncing, null, null);
        }

        Head = head.Hash;
        if (request.Attributes is not { } attributes)
        {
            return new ForkchoiceUpdatedResult(request.RequestId, EngineVerdict.Valid, null, null);
        }

        if (attributes.Timestamp <= head.Timestamp)
        {
            return new ForkchoiceUpdatedResult(
                request.RequestId,
                EngineVerdict.Valid,
                null,
                $"payload timestamp {attributes.Timestamp} is not after its parent's {head.Timestamp}");
        }

        if (head.IsHashOnly)
        {
            return new ForkchoiceUpdatedResult(
                request.RequestId, EngineVerdict.Valid, null, "nothing but its hash is known of the head: no payload can be built on it");
        }

        var id = PayloadId(head, request.Fork, attributes);
        if (!_builds.TryGet(id, out _))
        {
            _builds.Set(id, Build(request.Fork, head, attributes));
        }

        return new ForkchoiceUpdatedResult(request.RequestId, EngineVerdict.Valid, id, null);
    }

    /// <summary>`engine_getPayload`: the payload under an id, or an error where the id is unknown.</summary>
    public PayloadBuilt GetPayload(GetPayload request) =>
        _builds.TryGet(request.PayloadId, out var built)
            ? built with { RequestId = request.RequestId }
            : new PayloadBuilt(request.RequestId, null, default, BuiltBlobs.None, null, $"no payload under the id {request.PayloadId}");

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

        return new Bytes8(hash.GetHashAndReset().AsSpan(0, 8));
    }

    private PayloadBuilt Build(ForkName fork, ExecutionBlock parent, BuildAttributes attributes)
    {
        var number = parent.Number + 1;
        var contents = _mempool.Take(fork, number);
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

    /// <summary>
    /// Finds a block. A chain that had no block in all of bellatrix comes to capella without a payload, and its first one then stands on
    /// the zero hash (`capella/beacon-chain.md#modified-process_execution_payload`): that is the genesis block here.
    /// </summary>
    private bool TryGet(Hash32 hash, [MaybeNullWhen(false)] out ExecutionBlock block)
    {
        block = _beforeMerge;
        return hash == Hash32.Zero || _blocks.TryGet(hash, out block);
    }

    private void Remember(ExecutionPayload payload)
    {
        var block = ExecutionBlock.Of(payload);
        var isNew = !_blocks.TryGet(block.Hash, out _);
        _blocks.Set(block.Hash, block);
        if (isNew)
        {
            Remembered?.Invoke(block);
        }
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
