namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// A node of the tree that fork choice walks (`gloas/fork-choice.md#modified-forkchoicenode`). A block from before gloas is one node,
/// <see cref="PayloadStatus.Full"/>.
/// </summary>
public readonly record struct ForkChoiceNode(Root Root, PayloadStatus PayloadStatus);
