namespace Consensoor.Interop.Engine.Rest;

/// <summary>The forms of the Engine API over REST and SSZ (`docs/execution.md`).</summary>
internal enum RestForm
{
    /// <summary>`/engine/v1`, the fork in a header.</summary>
    Header,

    /// <summary>`/engine/v2/{fork}`, the fork in the path, lists bare; of images of June to August 2026.</summary>
    Path,
}
