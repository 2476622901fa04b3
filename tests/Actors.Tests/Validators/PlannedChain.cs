using System.Collections.Immutable;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Tests.Validators;

/// <summary>
/// A tree of states through all forks, one an epoch, whose blocks change nothing but the randao mix, and the views of it.
/// </summary>
internal sealed class PlannedChain
{
    private static readonly Lazy<BeaconState> Genesis = new(static () =>
    {
        var config = ChainConfig.Minimal with
        {
            AltairForkEpoch = 1,
            BellatrixForkEpoch = 2,
            CapellaForkEpoch = 3,
            DenebForkEpoch = 4,
            ElectraForkEpoch = 5,
            FuluForkEpoch = 6,
            GloasForkEpoch = 7,
        };
        return InteropGenesis.Create(
            new ChainSpec(Preset.Minimal, config), 64, 1_700_000_000, EmbeddedExecutionLayer.Genesis(1_700_000_000), ManagedBls.Shared);
    });

    private readonly List<(Root Root, BeaconState State)> _blocks = [];
    private ImmutableDictionary<Root, ChainBlock> _known = ImmutableDictionary<Root, ChainBlock>.Empty;
    private int _head;

    public PlannedChain()
    {
        var state = Genesis.Value;
        state.Freeze();
        Add(default, state);
    }

    /// <summary>The chain.</summary>
    public static ChainSpec Spec => Genesis.Value.Spec;

    /// <summary>The keys of the validators.</summary>
    public static IReadOnlyList<BLSPubkey> Pubkeys => [.. Genesis.Value.Validators.Select(static validator => validator.Pubkey)];

    /// <summary>The slot of the head.</summary>
    public Slot HeadSlot => _blocks[_head].State.Slot;

    /// <summary>Makes a block in a slot the head, on top of what was the head some blocks ago.</summary>
    public void Build(Slot slot, int blocksBack)
    {
        var parent = _blocks[Math.Max(0, _head - blocksBack)];
        var state = StateTransition.AdvanceTo(parent.State, slot, AcceptAllVerifier.Instance).Post!.Copy();
        state.LatestBlockHeader = new BeaconBlockHeader
        {
            Slot = slot,
            ParentRoot = state.LatestBlockHeader.HashTreeRoot(state.Ssz),
            BodyRoot = new Root([.. new byte[24], .. BitConverter.GetBytes((ulong)_blocks.Count)]),
        };
        var mixes = state.Preset.EpochsPerHistoricalVector;
        var epoch = Accessors.GetCurrentEpoch(state);
        var mix = new byte[32];
        Sha256.Hash(state.LatestBlockHeader.BodyRoot.AsSpan(), mix);
        state.RandaoMixes[(int)(epoch % mixes)] = new Bytes32(mix);
        state.Freeze();
        Add(parent.Root, state);
        _head = _blocks.Count - 1;
    }

    /// <summary>The head's state advanced to a slot.</summary>
    public BeaconState StateAt(Slot slot) => StateTransition.AdvanceTo(_blocks[_head].State, slot, AcceptAllVerifier.Instance).Post!;

    /// <summary>The block of a slot with its state.</summary>
    public ChainBlock Known(Slot slot) => _known.Values.Single(block => block.Slot == slot);

    /// <summary>What the chain actor would show in a slot; where it is early, without the state of an epoch just begun.</summary>
    public ChainView ViewIn(Slot slot, bool isEarly)
    {
        var (root, state) = _blocks[_head];
        var block = _known[root].Block!;
        var execution = new ExecutionHead(default, default, default);
        var parent = new ProposalParent(root, false, execution);
        var advanced = ImmutableSortedDictionary<Slot, BeaconState>.Empty;
        return new ChainView
        {
            Spec = Spec,
            GenesisTimeMs = state.GenesisTime * 1000,
            CurrentSlot = slot,
            Head = new HeadSnapshot(
                root, HeadPayloadStatus.None, block, state, new Checkpoint(), new Checkpoint(), execution, IsOptimistic: false),
            JustifiedCheckpoint = new Checkpoint(),
            FinalizedCheckpoint = new Checkpoint(),
            Blocks = _known,
            Canonical = CanonicalChain.Empty.Follow(_known, root, 0),
            AdvancedStates = isEarly || state.Slot == slot ? advanced : advanced.Add(slot, StateAt(slot)),
            BuildsOnFullInNextSlot = false,
            ProposalParentOnTime = parent,
            ProposalParentLater = parent,
            ProposalParentInNextSlot = parent,
            OldestSlot = 0,
        };
    }

    private void Add(Root parent, BeaconState state)
    {
        var root = (state.LatestBlockHeader with { StateRoot = state.HashTreeRoot() }).HashTreeRoot(state.Ssz);
        var block = new SignedBeaconBlock { Message = new BeaconBlock { Slot = state.Slot, ParentRoot = parent } };
        _blocks.Add((root, state));
        _known = _known.Add(
            root, new ChainBlock(BlockSummary.Of(root, block.Message)) { Block = block, State = state });
    }
}
