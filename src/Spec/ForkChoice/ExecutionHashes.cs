using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// The execution layer's names for nodes of the store, as `notify_forkchoice_updated` takes them
/// (`bellatrix/fork-choice.md#notify_forkchoice_updated`, modified in gloas).
/// </summary>
public static class ExecutionHashes
{
    /// <summary>
    /// The execution block a node stands on: its payload where it is full, else the payload it builds on; zero before the merge.
    /// </summary>
    public static Hash32 BlockHash(Store store, ForkChoiceNode node)
    {
        var block = store.Blocks[node.Root];
        return node.PayloadStatus == PayloadStatus.Full ? block.PayloadHash : block.LatestBlockHash;
    }

    /// <summary>
    /// The finalized execution block (`gloas/fork-choice.md#modified-notify_forkchoice_updated`): the payload the finalized block builds
    /// on; its own before gloas; zero before the merge and before anything is finalized.
    /// </summary>
    public static Hash32 FinalizedBlockHash(Store store) => Of(store, store.FinalizedCheckpoint);

    /// <summary>
    /// The execution block that the justified block vouches for, which is safe unless more than a third of the validators break the rules.
    /// </summary>
    public static Hash32 JustifiedBlockHash(Store store) => Of(store, store.JustifiedCheckpoint);

    private static Hash32 Of(Store store, Checkpoint checkpoint) =>
        checkpoint.Epoch == Constants.GenesisEpoch ? default : BlockHash(store, store.Blocks[checkpoint.Root].EntryNode);
}
