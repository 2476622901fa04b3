using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.State;

public sealed partial class BeaconState
{
    /// <summary>What was computed from the state and is shared with its copies.</summary>
    [SszIgnore]
    public StateCaches Caches { get; private set; } = new();

    partial void OnCopied(BeaconState source) => Caches = source.Caches.Copy();
}
