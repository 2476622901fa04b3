using Consensoor.Spec.Containers;
using Consensoor.Spec.State;

namespace Consensoor.Spec.ForkChoice;

public sealed partial class Store
{
    private NodeTree? _tree;
    private Checkpoint? _weighedBy;

    /// <summary>Weights, viability and the head, brought up to date when asked for after a change.</summary>
    internal NodeTree Tree => _tree ??= new NodeTree(this);

    /// <summary>The votes, weighed by the justified state.</summary>
    internal LatestMessages WeighedMessages
    {
        get
        {
            if (_weighedBy != JustifiedCheckpoint)
            {
                LatestMessages.WeighBy(JustifiedState, _equivocatingIndices);
                _weighedBy = JustifiedCheckpoint;
            }

            return LatestMessages;
        }
    }

    /// <summary>The state of the justified checkpoint.</summary>
    internal BeaconState JustifiedState => StateOf(JustifiedCheckpoint);

    /// <summary>The state of a checkpoint of a known block; the block's own where an upgrade refuses to advance that.</summary>
    internal BeaconState StateOf(Checkpoint checkpoint) =>
        StoreTargetCheckpointState(checkpoint, out var state) is null ? state! : _blocks[checkpoint.Root].State;

    /// <summary>Says that something changed of which the head is made.</summary>
    internal void Changed() => _tree?.Changed();
}
