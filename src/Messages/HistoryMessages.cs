using Consensoor.Spec.State;

namespace Consensoor.Messages;

/// <summary>
/// What the history actor is asked: a state of the finalized chain, which is on disk as a snapshot every so many slots, and is made again
/// from the last one before it and the blocks between. Answered once, with <see cref="PastState"/> or <see cref="NoPastState"/>.
/// States from the last finalized block on are the chain actor's.
/// </summary>
public interface IPastStateQuestion;

/// <summary>Ask for the state of a slot of the finalized chain: after its block, or advanced over the slots that were skipped.</summary>
public sealed record LoadStateBySlot(Slot Slot) : IPastStateQuestion;

/// <summary>Ask for the post-state of a block of the finalized chain.</summary>
public sealed record LoadStateByBlock(Root BlockRoot) : IPastStateQuestion;

/// <summary>Ask for the post-state of the block of the finalized chain whose `state_root` it is.</summary>
public sealed record LoadStateByRoot(Root StateRoot) : IPastStateQuestion;

/// <summary>
/// A state of the finalized chain, frozen, with the last block that it has seen and how many blocks were replayed for it.
/// </summary>
public sealed record PastState(IPastStateQuestion Question, BeaconState State, Root BlockRoot, int Replayed);

/// <summary>Says why there is no such state here, and in words for people what and where.</summary>
public sealed record NoPastState(IPastStateQuestion Question, PastStateProblem Problem, string Reason);

/// <summary>Why a state of the past is not given.</summary>
public enum PastStateProblem
{
    /// <summary>No finalized block or state of this chain is known by it; it may be none, or not be final yet.</summary>
    Unknown,

    /// <summary>It is older than what is kept: blocks or snapshots were pruned, or were never here.</summary>
    Gone,

    /// <summary>As many states as may be are being made already; it may be asked again.</summary>
    Busy,

    /// <summary>It could not be read or made: the disk failed, or what is damaged is named.</summary>
    Failed,
}
