using Consensoor.Spec.Containers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// The checkpoints that a block's post-state would justify and finalize if its epoch ended with it
/// (`phase0/fork-choice.md#compute_pulled_up_tip`).
/// </summary>
public sealed record PulledUpTip(Checkpoint Justified, Checkpoint Finalized);
