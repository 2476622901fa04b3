using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Spec.Tests.ForkChoice;

/// <summary>
/// Blocks with empty bodies whose post-states are the slots' own work and the header, as if `process_block` did nothing else.
/// </summary>
internal sealed class MadeChain
{
    public MadeChain(ForkName fork, ChainSpec? spec = null, Action<BeaconState>? change = null)
    {
        Genesis = RandomStore.StateOf(fork, spec);
        change?.Invoke(Genesis);
        var body = BeaconBlockBody.Default(Genesis.Ssz);
        Genesis.LatestBlockHeader = Genesis.LatestBlockHeader with { BodyRoot = body.HashTreeRoot(Genesis.Ssz) };
        Genesis.Freeze();
    }

    public BeaconState Genesis { get; }

    public (BeaconBlock Block, BeaconState Post) Extend(BeaconState parent, Slot slot)
    {
        var (advanced, refusal) = StateTransition.AdvanceTo(parent, slot, AcceptAllVerifier.Instance);
        var state = advanced?.Copy() ?? throw new InvalidOperationException($"{refusal}");
        var body = BeaconBlockBody.Default(state.Ssz);
        state.LatestBlockHeader =
            new BeaconBlockHeader { Slot = slot, ParentRoot = Anchors.LatestBlockRoot(parent), BodyRoot = body.HashTreeRoot(state.Ssz) };
        var block =
            new BeaconBlock { Slot = slot, ParentRoot = state.LatestBlockHeader.ParentRoot, Body = body, StateRoot = state.HashTreeRoot() };
        state.Freeze();
        return (block, state);
    }
}
