using Consensoor.Spec.State;

namespace Consensoor.Spec.ForkChoice;

public sealed partial class Store
{
    private NodeTree? _tree;
    private JustifiedBalances? _justified;

    /// <summary>Weights and viability, computed when first asked for after a change.</summary>
    internal NodeTree Tree => _tree ??= new NodeTree(this);

    /// <summary>The balances of the justified state.</summary>
    internal JustifiedBalances Justified =>
        _justified is { } known && known.Checkpoint == JustifiedCheckpoint
            ? known
            : _justified = new JustifiedBalances(JustifiedCheckpoint, JustifiedState);

    /// <summary>The state of the justified checkpoint; its block's own where an upgrade refuses to advance that.</summary>
    internal BeaconState JustifiedState =>
        StoreTargetCheckpointState(JustifiedCheckpoint, out var state) is null ? state! : _blocks[JustifiedCheckpoint.Root].State;

    /// <summary>Says that something changed of which the head is made.</summary>
    internal void Changed() => _tree = null;
}
