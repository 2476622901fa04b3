using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest.Containers;

/// <summary>Head, safe and finalized block.</summary>
[SszContainer]
internal sealed partial record ForkchoiceState
{
    public Hash32 HeadBlockHash { get; init; }

    public Hash32 SafeBlockHash { get; init; }

    public Hash32 FinalizedBlockHash { get; init; }
}
