using Consensoor.Spec.Config;

namespace Consensoor.Actors.Sync;

/// <summary>Says how many blocks are asked for where a block's parent is not known.</summary>
internal static class AncestorCount
{
    /// <summary>
    /// Gives 1 where the one that waits seems to stand on a single block above the head, which was lost, and where only messages name the
    /// root; else the most that are asked for at once, since it is of another branch, or several were missed. The answer is heard as far
    /// as what is known.
    /// </summary>
    public static ulong Of(ChainSpec spec, int most, Slot? child, ChainPosition? position) =>
        position is not { } at || child is not { } slot || slot == at.Head + 2 || spec.ForkAtSlot(at.Clock) < ForkName.Fulu
            ? 1
            : Math.Min((ulong)most, spec.Config.MaxRequestBlocksDeneb);
}
