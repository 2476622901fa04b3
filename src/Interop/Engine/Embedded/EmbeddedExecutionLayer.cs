using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
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
    private readonly BoundedMap<Bytes8, BegunBuild> _builds = new(MaxBuilds);
    private readonly ExecutionBlock _beforeMerge;

    /// <summary>
    /// Builds an execution layer that knows one block, the genesis it is given, and takes what it builds with from a mempool.
    /// </summary>
    public EmbeddedExecutionLayer(ChainSpec spec, ExecutionBlock genesis, EmbeddedMempool mempool)
    {
        _spec = spec;
        _mempool = mempool;
        _beforeMerge = genesis with { Hash = default };
        _blocks[genesis.Hash] = genesis;
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
            _blocks[block.Hash] = block;
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
        bool? isSatisfied = request.Fork >= ForkName.Heze
            ? _mempool.IsSatisfied(payload.Transactions, request.InclusionListTransactions)
            : null;
        _mempool.Included(payload.Transactions);
        return new NewPayloadResult(request.BlockRoot, EngineVerdict.Valid, payload.BlockHash, null)
        {
            InclusionListSatisfied = isSatisfied,
        };
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
        if (!_builds.ContainsKey(id))
        {
            _builds[id] = new BegunBuild(request.Fork, head, attributes);
        }

        return new ForkchoiceUpdatedResult(request.RequestId, EngineVerdict.Valid, id, null);
    }

    /// <summary>
    /// Finds a block. A chain that had no block in all of bellatrix comes to capella without a payload, and its first one then stands on
    /// the zero hash (`capella/beacon-chain.md#modified-process_execution_payload`): that is the genesis block here.
    /// </summary>
    private bool TryGet(Hash32 hash, [MaybeNullWhen(false)] out ExecutionBlock block)
    {
        block = _beforeMerge;
        return hash == Hash32.Zero || _blocks.TryGetValue(hash, out block);
    }

    private void Remember(ExecutionPayload payload)
    {
        var block = ExecutionBlock.Of(payload);
        var isNew = !_blocks.ContainsKey(block.Hash);
        _blocks[block.Hash] = block;
        if (isNew)
        {
            Remembered?.Invoke(block);
        }
    }
}
