namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// Which of a block's three nodes is meant (`gloas/fork-choice.md#new-payloadstatus`); the numbers are the specification's PAYLOAD_STATUS_*
/// values.
/// </summary>
public enum PayloadStatus : byte
{
    /// <summary>The block without its payload.</summary>
    Empty = 0,

    /// <summary>The block with its payload. Blocks from before gloas carry theirs and are always full.</summary>
    Full = 1,

    /// <summary>The block before it is known which of the two it is.</summary>
    Pending = 2,
}
