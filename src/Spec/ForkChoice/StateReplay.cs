using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// How to make a block's post-state again that was let go: the nearest state kept below it and the blocks from there on. Immutable, so that
/// a worker may <see cref="Run"/> it; the result goes back by <see cref="StoreBlock.KeepState"/>.
/// </summary>
public sealed record StateReplay(BeaconState From, IReadOnlyList<BeaconBlock> Blocks)
{
    /// <summary>The replay that ends with a block: no blocks at all where its state is kept.</summary>
    public static StateReplay Of(StoreBlock block)
    {
        var blocks = new List<BeaconBlock>();
        BeaconState? from;
        while ((from = block.KeptState) is null)
        {
            blocks.Add(block.Block);
            block = block.Parent ?? throw new InvalidOperationException($"the state of the oldest block {block.Root} is never let go");
        }

        blocks.Reverse();
        return new StateReplay(from, blocks);
    }

    /// <summary>
    /// Applies the blocks, whose signatures and payloads held when they were taken. The verifier is asked for deposits alone. A refusal
    /// says that blocks or state were damaged.
    /// </summary>
    public (BeaconState? State, Refusal? Refusal) Run(ISignatureVerifier verifier)
    {
        var state = From;
        var replayed = new ReplayVerifier(verifier);
        foreach (var block in Blocks)
        {
            var signed = new SignedBeaconBlock { Message = block };
            (var post, var refusal) = StateTransition.Apply(state, signed, replayed, new DeferringExecutionEngine(), validateResult: false);
            if (post is null)
            {
                return (null, refusal);
            }

            state = post;
        }

        if (Blocks.Count > 0 && Refusal.Require(Blocks[^1].StateRoot == state.HashTreeRoot()) is { } damaged)
        {
            return (null, damaged);
        }

        state.Freeze();
        return (state, null);
    }
}
