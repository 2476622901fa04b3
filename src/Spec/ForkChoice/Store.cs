using System.Diagnostics.CodeAnalysis;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// What a node knows of the chain, from which the head follows (`phase0/fork-choice.md#store` and each later fork). One type for all forks:
/// rules follow the fork of the block they are about, so the store lives through upgrades. Mutable, for a single writer; the time comes as
/// an argument. What is per block in the specification's dictionaries is in <see cref="StoreBlock"/>.
/// </summary>
public sealed partial class Store
{
    private readonly Dictionary<Root, StoreBlock> _blocks = [];
    private readonly Dictionary<Checkpoint, BeaconState> _checkpointStates = [];
    private readonly HashSet<ValidatorIndex> _equivocatingIndices = [];
    private readonly ForkName _anchorFork;
    private List<StoreBlock> _order = [];
    private Checkpoint _justifiedCheckpoint;

    private Store(BeaconState anchorState, BeaconBlock anchorBlock, Checkpoint checkpoint, ISignatureVerifier verifier)
    {
        Verifier = verifier;
        Spec = anchorState.Spec;
        _anchorFork = anchorState.ForkName;
        GenesisTimeMs = Misc.SecondsToMilliseconds(anchorState.GenesisTime);
        Times = Spec.Times(GenesisTimeMs);
        TimeMs = Times.StartMs(anchorState.Slot);
        _justifiedCheckpoint = checkpoint;
        FinalizedCheckpoint = checkpoint;
        UnrealizedJustifiedCheckpoint = checkpoint;
        UnrealizedFinalizedCheckpoint = checkpoint;
        GenesisValidatorsRoot = anchorState.GenesisValidatorsRoot;
        if (Misc.ComputeStartSlotAtEpoch(Preset, checkpoint.Epoch) <= anchorState.Slot)
        {
            _checkpointStates.Add(checkpoint, anchorState);
        }

        Add(new StoreBlock(this, checkpoint.Root, anchorBlock, anchorState, null)
        {
            UnrealizedJustification = checkpoint,
            IsAttestationTimely = true,
            IsPtcTimely = true,
        });
    }

    /// <summary>The preset and configuration of the chain that the store follows.</summary>
    public ChainSpec Spec { get; }

    /// <summary>The run-time values of <see cref="Spec"/>.</summary>
    public ChainConfig Config => Spec.Config;

    /// <summary>The compile-time values of <see cref="Spec"/>.</summary>
    public Preset Preset => Spec.Preset;

    /// <summary>The chain's identity within signatures.</summary>
    public Root GenesisValidatorsRoot { get; }

    /// <summary>The time the store has reached, in Unix milliseconds.</summary>
    public ulong TimeMs { get; internal set; }

    /// <summary>The start of slot 0, in Unix milliseconds.</summary>
    public ulong GenesisTimeMs { get; }

    /// <summary>Turns slots into Unix milliseconds and back, from <see cref="GenesisTimeMs"/> on.</summary>
    public SlotTimes Times { get; }

    /// <summary>Where the walk to the head starts.</summary>
    public Checkpoint JustifiedCheckpoint
    {
        get => _justifiedCheckpoint;
        internal set
        {
            _justifiedCheckpoint = value;
            Changed();
        }
    }

    /// <summary>The highest finalized checkpoint known; no block that conflicts with it is taken.</summary>
    public Checkpoint FinalizedCheckpoint { get; internal set; }

    /// <summary>The highest justified checkpoint, seen as if each block's epoch ended with it.</summary>
    public Checkpoint UnrealizedJustifiedCheckpoint { get; internal set; }

    /// <summary>The highest finalized checkpoint, seen as if each block's epoch ended with it.</summary>
    public Checkpoint UnrealizedFinalizedCheckpoint { get; internal set; }

    /// <summary>The first timely block of the current slot, or zero.</summary>
    public Root ProposerBoostRoot { get; internal set; }

    /// <summary>The validators whose votes no longer count.</summary>
    public IReadOnlySet<ValidatorIndex> EquivocatingIndices => _equivocatingIndices;

    /// <summary>The blocks by root, with all that is known of each.</summary>
    public IReadOnlyDictionary<Root, StoreBlock> Blocks => _blocks;

    /// <summary>The states at the start of a checkpoint's epoch.</summary>
    public IReadOnlyDictionary<Checkpoint, BeaconState> CheckpointStates => _checkpointStates;

    /// <summary>
    /// The last votes by validator index; null for who has not voted, and shorter than the registry where the last ones have not.
    /// </summary>
    public LatestMessages LatestMessages { get; } = new();

    /// <summary>The inclusion lists seen, heze on (`heze/inclusion-list.md#inclusionliststore`).</summary>
    public InclusionListStore InclusionLists { get; } = new();

    /// <summary>The block that all others stand on.</summary>
    public StoreBlock Oldest => _order[0];

    /// <summary>What decides about deposits when states are advanced or made again.</summary>
    internal ISignatureVerifier Verifier { get; }

    /// <summary>The blocks, parents before children.</summary>
    internal IReadOnlyList<StoreBlock> Order => _order;

    /// <summary>
    /// The store that trusts an anchor and never looks behind it (`phase0/fork-choice.md#get_forkchoice_store`). Freezes the state. Refuses
    /// a block that is neither the state's own nor the last one of a state advanced since. The checkpoint is that of
    /// <see cref="Anchors.CheckpointOf"/>; who knows it better gives it. The verifier is for the deposits that the states of checkpoints
    /// process.
    /// </summary>
    public static Refusal? GetForkchoiceStore(
        BeaconState anchorState, BeaconBlock anchorBlock, ISignatureVerifier verifier, [MaybeNull] out Store store)
    {
        store = null;
        var root = anchorBlock.HashTreeRoot(anchorState.Ssz);
        if (Refusal.Require(
            anchorBlock.StateRoot == anchorState.HashTreeRoot() || root == Anchors.LatestBlockRoot(anchorState)) is { } refusal)
        {
            return refusal;
        }

        anchorState.Freeze();
        store = new Store(anchorState, anchorBlock, Anchors.CheckpointOf(anchorState) with { Root = root }, verifier);
        return null;
    }

    /// <summary>
    /// The same, from a state and the checkpoint it was kept for: a restart knows that the epoch's first slots may have been skipped. The
    /// block is null where only the state is known (genesis). Refuses a checkpoint of another block, or of an epoch that starts before its
    /// block.
    /// </summary>
    public static Refusal? GetForkchoiceStore(
        BeaconState anchorState, BeaconBlock? anchorBlock, Checkpoint anchor, ISignatureVerifier verifier, [MaybeNull] out Store store)
    {
        store = null;
        var header = anchorState.LatestBlockHeader;
        var isBlocksOwn = anchorBlock is null || anchorBlock.HashTreeRoot(anchorState.Ssz) == anchor.Root;
        var refusal = Refusal.Require(anchor.Root == Anchors.LatestBlockRoot(anchorState))
            ?? Refusal.Require(isBlocksOwn, reason: "anchor.root == hash_tree_root(anchor_block)")
            ?? Refusal.Require(anchor.Epoch <= ulong.MaxValue / anchorState.Preset.SlotsPerEpoch)
            ?? Refusal.Require(Misc.ComputeStartSlotAtEpoch(anchorState.Preset, anchor.Epoch) >= header.Slot);
        if (refusal is not null)
        {
            return refusal;
        }

        anchorState.Freeze();
        store = new Store(anchorState, anchorBlock ?? Anchors.BlockOf(anchorState), anchor, verifier);
        return null;
    }

    /// <summary>
    /// The fork at an epoch. A chain that starts in a later fork without scheduling it (as reference tests do) stays in that.
    /// </summary>
    public ForkName ForkAt(Epoch epoch)
    {
        var scheduled = Spec.ForkAt(epoch);
        return scheduled > _anchorFork ? scheduled : _anchorFork;
    }

    internal void Add(StoreBlock block)
    {
        block.Position = _order.Count;
        block.FirstVoted = LatestMessages.Open(block);
        block.Attach();
        _order.Add(block);
        _blocks.Add(block.Root, block);
        _withStates.Add(block);
        Changed();
    }

    internal void AddEquivocation(ValidatorIndex index)
    {
        if (_equivocatingIndices.Add(index))
        {
            LatestMessages.Silence(index);
            Changed();
        }
    }
}
