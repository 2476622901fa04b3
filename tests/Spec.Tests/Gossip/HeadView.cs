using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.State;

namespace Consensoor.Spec.Tests.Gossip;

/// <summary>A view that knows its head and at most one other block: no state is advanced, and every ancestor is the head.</summary>
internal sealed class HeadView(ChainSpec spec, BeaconState head, ulong genesisTimeMs) : IGossipView
{
    /// <summary>The head's block, for the messages that name one.</summary>
    public GossipBlock? Block { get; init; }

    /// <summary>A block that is seen and not in the head's chain.</summary>
    public GossipBlock? Other { get; init; }

    /// <summary>The block that decides every shuffling, where it is not the one that is asked for.</summary>
    public Root? DependentRoot { get; init; }

    public bool KnowsPayloads { get; init; }

    public ChainSpec Spec => spec;

    public ulong GenesisTimeMs => genesisTimeMs;

    public Checkpoint FinalizedCheckpoint { get; init; } = new();

    public Root HeadRoot => Block?.Root ?? default;

    public BeaconState HeadState => head;

    public GossipBlock? Find(Root root) => Block?.Root == root ? Block : Other?.Root == root ? Other : null;

    public Root GetCheckpointBlock(Root root, Epoch epoch) => root;

    public Root GetShufflingDependentRoot(Root root, Epoch epoch) => DependentRoot ?? root;

    public bool IsValidDependentRoot(Root root, Slot dependentSlot) => true;

    public bool ShouldBuildOnFull(Slot slot) => true;

    public ValidatorIndex? GetExpectedProposer(GossipBlock parent, Slot slot) => null;

    public ValidatorIndex? GetLookaheadProposer(Root dependentRoot, Slot slot) => null;

    public BeaconState? Advanced(BeaconState state, Slot slot) => state.Slot >= slot ? state : null;
}
