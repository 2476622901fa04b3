using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.State;

public sealed partial class BeaconState
{
    /// <summary>What was computed from the state and is shared with its copies.</summary>
    [SszIgnore]
    public StateCaches Caches { get; private set; } = new();

    /// <summary>
    /// About the bytes of memory that the state holds and another, on which it was built, does not: blocks of lists that they do not share,
    /// and what was computed. Null for all that it holds. An estimate within a few hundredths, which counts no containers; costs a compare
    /// of a reference for each block of the lists, and nothing for lists that nobody wrote between the two.
    /// </summary>
    public long BytesOver(BeaconState? other) => ListBytesOver(other) + Caches.BytesOver(other?.Caches);

    partial void OnCopied(BeaconState source) => Caches = source.Caches.Copy();
}
