namespace Consensoor.Actors.Chain;

/// <summary>What a refusal says beyond the copy that was refused.</summary>
internal enum RefusalScope
{
    /// <summary>Nothing of the root: another copy may carry the right signature.</summary>
    Copy,

    /// <summary>Nothing for later: the store or the execution layer may say otherwise then.</summary>
    Now,

    /// <summary>The root and its descendants are refused for good: nothing outside the block and its ancestors decided.</summary>
    Root,
}
