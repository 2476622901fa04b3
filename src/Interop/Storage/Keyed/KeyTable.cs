namespace Consensoor.Interop.Storage.Keyed;

/// <summary>The tables of a keyed store; the numbers are part of the format.</summary>
internal enum KeyTable
{
    /// <summary>By name: the format, the anchor, where history ends, how far payloads were pruned.</summary>
    Meta = 0,

    /// <summary>Blocks by root.</summary>
    Blocks = 1,

    /// <summary>Slot and root of each block, in order; no value.</summary>
    BySlot = 2,

    /// <summary>Payload envelopes by the root of their block.</summary>
    Envelopes = 3,

    /// <summary>Roots of finalized blocks by slot.</summary>
    Finalized = 4,

    /// <summary>Slots of finalized blocks by `state_root`.</summary>
    StateRoots = 5,

    /// <summary>Which states are stored, by slot.</summary>
    Snapshots = 6,

    /// <summary>Parts of states by slot and number.</summary>
    StateParts = 7,
}
