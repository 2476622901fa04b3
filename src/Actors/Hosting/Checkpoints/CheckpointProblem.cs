namespace Consensoor.Actors.Hosting.Checkpoints;

/// <summary>Says of what kind the reason is for which a checkpoint is not taken.</summary>
public enum CheckpointProblem
{
    /// <summary>The server cannot be reached, or ends the connection before it has answered.</summary>
    Unreachable,

    /// <summary>The server takes longer than it may.</summary>
    TooSlow,

    /// <summary>The server answers with another status than success.</summary>
    Status,

    /// <summary>The server sends elsewhere too often, or where nobody should follow.</summary>
    Redirect,

    /// <summary>The answer is of another media type than SSZ, or packed.</summary>
    MediaType,

    /// <summary>The answer is longer than anything of its type can be.</summary>
    TooLong,

    /// <summary>The answer ends before its end.</summary>
    Truncated,

    /// <summary>The bytes are no SSZ of the type and fork.</summary>
    Malformed,

    /// <summary>State and block do not belong together, or the state contradicts itself.</summary>
    Inconsistent,

    /// <summary>The state is of another chain than the configuration or the genesis describes.</summary>
    OtherChain,

    /// <summary>The state is of a slot that has not begun.</summary>
    InFuture,

    /// <summary>The state is older than its weak subjectivity period.</summary>
    TooOld,

    /// <summary>The block is in the middle of an epoch, and nobody says that a checkpoint is at it.</summary>
    MidEpoch,
}
